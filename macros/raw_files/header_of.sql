{#- Column names of a raw file in its own order; none if it has no line. -#}
{%- macro header_of(path) -%}
    {%- set literal = dbt.string_literal(path) -%}
    {%- if path.endswith('.parquet') -%}
        {%- set names = run_query(
            'select name from parquet_schema(' ~ literal ~ ')'
            ~ ' where type is not null'
        ) -%}
    {%- else -%}
        {#- Two readers of one line: the first finds it whatever its fields,
            the second takes the quoting apart. -#}
        {%- set names = run_query(
            "select unnest(regexp_extract_all("
            ~ "replace(header_line, chr(65279), ''), "
            ~ "'(?:^|,)\\s*(\"(?:[^\"]|\"\")*\"|[^,\"]*)', 1)) as name"
            ~ " from (select header_line from read_csv(" ~ literal
            ~ ", auto_detect = false, header = false, delim = chr(1)"
            ~ ", quote = '', escape = '', ignore_errors = true"
            ~ ", columns = {'header_line': 'varchar'}) limit 1) as first_line"
        ) -%}
    {%- endif -%}
    {%- set header = [] -%}
    {%- for name in names.columns[0].values() -%}
        {%- do header.append(name.strip().strip('"').strip()) -%}
    {%- endfor -%}
    {%- do return(header) -%}
{%- endmacro -%}
