{%- macro is_existing_file(path, is_pattern=false) -%}
    {%- set files = run_query(
        'select count(*) from glob('
        ~ (sql_text(path) if is_pattern else path_text(path)) ~ ')'
    ) -%}
    {%- do return(files.columns[0].values()[0] > 0) -%}
{%- endmacro -%}
