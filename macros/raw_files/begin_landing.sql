{#- Before raw files are read: drop what an earlier reading set aside, and take
    back the rows and lines of files that changed or are no longer there. -#}
{%- macro begin_landing(table_name) -%}
    {%- if target.type == 'duckdb' %}
    drop table if exists temp.malformed_{{ table_name }};
    drop table if exists temp.scanned_{{ table_name }};
    {%- set watermark = watermark_of(table_name) %}
    {%- if is_incremental() %}
    delete from {{ this }}
    where {{ is_gone(table_name) }}
    {%- if watermark %}
        {#- Rows of the last value are read again: more may have come. #}
        or {{ watermark }} >= (select max({{ watermark }}) from {{ this }})
    {%- endif %};
    {%- endif %}
    delete from raw.malformed_lines
    where
        file_name = {{ sql_text(table_name) }}
        {{ 'and ' ~ is_gone(table_name) if is_incremental() }}
    {%- endif -%}
{%- endmacro -%}
