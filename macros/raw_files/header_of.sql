{#- Column names of a raw file in its own order; none if it has no line. -#}
{%- macro header_of(path) -%}
    {%- set header = [] -%}
    {%- if path.endswith('.parquet') -%}
        {%- set names = readable_values(
            path,
            'select name from parquet_schema(' ~ path_text(path) ~ ')'
            ~ ' where type is not null'
        ) -%}
    {%- else -%}
        {%- set lines = readable_values(path, first_line_query(path)) -%}
        {%- set names = modules.re.findall(
            '(?:^|,)\\s*("(?:[^"]|"")*"|[^,"]*)', lines | select | join
        ) -%}
    {%- endif -%}
    {%- for name in names if names | join -%}
        {%- do header.append(name.strip().strip('"').strip()) -%}
    {%- endfor -%}
    {%- do return(header) -%}
{%- endmacro -%}
