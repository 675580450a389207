{#- Column names of a raw file in its own order; none if it has no line. -#}
{%- macro header_of(path) -%}
    {%- set header = [] -%}
    {%- if path.endswith('.parquet') -%}
        {%- set names = run_query(
            'select name from parquet_schema(' ~ path_text(path) ~ ')'
            ~ ' where type is not null'
        ).columns[0].values() -%}
    {%- else -%}
        {%- set names = modules.re.findall(
            '(?:^|,)\\s*("(?:[^"]|"")*"|[^,"]*)', first_line(path) or ''
        ) -%}
    {%- endif -%}
    {%- for name in names if names | join -%}
        {%- do header.append(name.strip().strip('"').strip()) -%}
    {%- endfor -%}
    {%- do return(header) -%}
{%- endmacro -%}
