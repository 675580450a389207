{#- DuckDB makes the folder of a partitioned copy, one level at a time, and
    writes no file where there is no row. -#}
{%- macro create_folder(path) -%}
    {%- set parents = [] -%}
    {%- for part in path.split('/') -%}
        {%- do parents.append(part) -%}
        {%- if part -%}
            {%- do run_query(
                'copy (select 1 as part, 1 as row_number where false) to '
                ~ sql_text(parents | join('/'))
                ~ ' (format csv, partition_by (part), overwrite_or_ignore)'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
