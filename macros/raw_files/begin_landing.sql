{#- Before a raw file is read: drop what an earlier reading set aside. -#}
{%- macro begin_landing(table_name) -%}
    {%- if target.type == 'duckdb' and not is_incremental() -%}
        drop table if exists temp.malformed_{{ table_name }};
        drop table if exists temp.scanned_{{ table_name }};
        delete from raw.malformed_lines
        where file_name = {{ sql_text(table_name) }};
    {%- endif -%}
{%- endmacro -%}
