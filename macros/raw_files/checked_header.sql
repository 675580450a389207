{#- Column names of a raw file, or an error that names what it lacks. -#}
{%- macro checked_header(table_name, path) -%}
    {%- set header = header_of(path) -%}
    {%- if not header -%}
        {{ exceptions.raise_compiler_error(
            'raw file empty: ' ~ path ~ ' has no line, expected a header with '
            ~ raw_columns(table_name) | map(attribute='name') | join(', ')
        ) }}
    {%- endif -%}
    {%- set missing = [] -%}
    {%- for column in raw_columns(table_name) -%}
        {%- if column.name not in header -%}
            {%- do missing.append(column.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if missing or header | unique | list | length < header | length -%}
        {{ exceptions.raise_compiler_error(
            'raw file header wrong: ' ~ path
            ~ (' lacks ' ~ missing | join(', ') if missing
                else ' names a column twice')
            ~ '; found ' ~ (header | join(', ') | string)[:300] | tojson
            ~ '; expected UTF-8 CSV with '
            ~ raw_columns(table_name) | map(attribute='name') | join(', ')
            ~ ' in any order'
        ) }}
    {%- endif -%}
    {%- do return(header) -%}
{%- endmacro -%}
