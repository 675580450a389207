{#- The error for a var: what it is, what was expected, where to correct it. -#}
{%- macro refuse_var(name, value, expected) -%}
    {%- set found = tojson(value) if value is none or value is boolean
        else (value | string).split() | join(' ') or 'blank' -%}
    {%- set given = invocation_args_dict.get('vars') or {} -%}
    {%- do exceptions.raise_compiler_error(
        'var ' ~ name ~ ' is ' ~ found ~ ', expected ' ~ expected
        ~ ': correct it in '
        ~ ('--vars' if name in given else 'dbt_project.yml')
    ) -%}
{%- endmacro -%}
