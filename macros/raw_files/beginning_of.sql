{#- The first bytes of a raw file for an error message, those that are no plain
    text as \xFF. A small local file is looked at as it is; of any other the
    first line that can be read must do. -#}
{%- macro beginning_of(path) -%}
    {%- set is_small = '://' not in path and run_query(
        'select size from read_blob(' ~ path_text(path) ~ ')'
    ).rows[0][0] < 100000000 -%}
    {%- if is_small -%}
        {%- set beginning = run_query(
            'select cast(content[1:200] as varchar) from read_blob('
            ~ path_text(path) ~ ')'
        ).rows[0][0] -%}
    {%- else -%}
        {%- set beginning = (first_line(path) or '')[:200] -%}
    {%- endif -%}
    {%- do return(
        ('gzip data ' if beginning.startswith('\\x1F\\x8B')
            else 'Parquet data ' if beginning.startswith('PAR1')
            else 'UTF-16 text ' if '\\x00' in beginning
            else '')
        ~ beginning.replace('\\x22', '"').replace('\\x27', "'")
            .replace('\\x0D', '\n').replace('\\x0A', '\n')
            .strip().splitlines() | first | default('blank lines', true)
        if beginning else 'nothing'
    ) -%}
{%- endmacro -%}
