{#- What a model is made of, in one word: its code, its configuration, the
    software that runs it, and what every relation that it reads holds. None
    where that cannot be told: a relation bears no stamp or lies elsewhere, or
    the model reads or writes what dbt does not know of. -#}
{%- macro inputs_stamp(model, code, hooks=[]) -%}
    {%- if not flags.DEFER and not model.config.meta.get('is_never_kept') -%}
        {%- set known = {} -%}
        {%- for place, content in run_query(
            "select 'software', environment_stamp('') union all"
            ~ ' select place, content from (' ~ stamped_relations() ~ ')'
        ).rows -%}
            {%- do known.update({place: content}) -%}
        {%- endfor -%}
        {%- set told = [
            known['software'],
            code,
            model.config | tojson,
            model.contract.checksum,
            model.columns | join(' '),
        ] -%}
        {%- for hook in hooks -%}
            {%- do told.append(render(hook.sql)) -%}
        {%- endfor -%}
        {%- set read = relations_read(model.depends_on.nodes) -%}
        {%- for place, content in read.items() -%}
            {%- do told.append(place ~ ' ' ~ (content or known.get(place))) -%}
            {%- if not content and place not in known -%}
                {%- do return(none) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do return(local_md5(told | join('\n'))) -%}
    {%- endif -%}
{%- endmacro -%}
