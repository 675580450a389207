{#- Before a raw file is read: drop what an earlier reading set aside. -#}
{%- macro forget_malformed_lines(base_model_name) -%}
    {%- set table_name = base_model_name.split('__') | last -%}
    drop table if exists temp.malformed_{{ table_name }};
    drop table if exists temp.scanned_{{ table_name }};
    delete from raw.malformed_lines
    where file_name = {{ sql_text(table_name) }};
{%- endmacro -%}
