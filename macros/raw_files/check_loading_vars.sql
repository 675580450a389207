{#- An error for a var that no file can be read with. -#}
{%- macro check_loading_vars() -%}
    {%- if var('raw_format') not in ('csv', 'csv.gz', 'parquet') -%}
        {{ exceptions.raise_compiler_error(
            'var raw_format is ' ~ var('raw_format')
            ~ ', expected csv, csv.gz or parquet'
        ) }}
    {%- endif -%}
    {%- if not var('raw_location') | string | trim -%}
        {{ exceptions.raise_compiler_error(
            'var raw_location is empty, expected sample, public, a folder or a '
            ~ 'URL that holds users, sessions, flights and hotels'
        ) }}
    {%- endif -%}
{%- endmacro -%}
