{#- An empty text is quoted as "", a null would be nothing at all. The
    temporary file means that a name that exists is a file that is whole. -#}
{%- macro copy_to_quoted_csv(relation, file) -%}
    {%- do run_query(
        "copy (select ifnull(cast(columns(*) as varchar), '') from " ~ relation
        ~ ') to ' ~ sql_text(file)
        ~ ' (format csv, header, force_quote *, use_tmp_file true)'
    ) -%}
{%- endmacro -%}
