{#- Whether this run builds and tests everything: only then may a file leave. -#}
{%- macro is_complete_build() -%}
    {%- set asked = invocation_args_dict -%}
    {%- do return(
        asked.get('which') == 'build'
        and not asked.get('select')
        and not asked.get('exclude')
        and not asked.get('empty')
        and not asked.get('sample')
        and not asked.get('resource_types')
        and 'test' not in (asked.get('exclude_resource_types') or [])
    ) -%}
{%- endmacro -%}
