{%- macro is_existing_file(path) -%}
    {%- set files = run_query(
        'select count(*) from glob(' ~ path_text(path) ~ ')'
    ) -%}
    {%- do return(files.columns[0].values()[0] > 0) -%}
{%- endmacro -%}
