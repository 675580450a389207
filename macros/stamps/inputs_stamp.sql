{#- What a model is made of, in one word: its code, its configuration, the
    software that runs it, and what every relation that it reads holds. None
    where that cannot be told: a relation bears no stamp or lies elsewhere, or
    the model reads or writes what dbt does not know of. -#}
{%- macro inputs_stamp(model, code, hooks) -%}
    {%- if not flags.DEFER and not model.config.meta.get('is_never_kept') -%}
        {%- set read = relations_read(model.depends_on.nodes) -%}
        {%- if not read.values() | reject | list -%}
            {%- set told = [
                graph.stamps.software,
                code,
                model.config | tojson,
                model.contract.checksum,
                model.columns | join(' '),
            ] -%}
            {%- for hook in hooks -%}
                {%- do told.append(render(hook.sql)) -%}
            {%- endfor -%}
            {%- for place in read | sort -%}
                {%- do told.append(place ~ ' ' ~ read[place]) -%}
            {%- endfor -%}
            {%- do return(local_md5(told | join('\n'))) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
