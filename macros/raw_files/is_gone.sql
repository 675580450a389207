{#- Whether a row or line is of a file that is not there as it was read. -#}
{%- macro is_gone(table_name) -%}
    file_number not in (
        select file_number from raw.found_files
        where table_name = {{ sql_text(table_name) }}
    )
{%- endmacro -%}
