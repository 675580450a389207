{#- A query as a Parquet table of one file. -#}
{%- macro write_table(query, path) -%}
    {%- do create_folder(path) -%}
    {%- do run_query(
        'copy (' ~ query ~ ') to ' ~ sql_text(path ~ '/part.parquet')
        ~ ' (format parquet)'
    ) -%}
{%- endmacro -%}
