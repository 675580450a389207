{#- Make a file or folder known to Spark as a table. -#}
{%- macro open_as_table(name, format, path) -%}
    {%- do run_query('drop table if exists ' ~ name) -%}
    {%- do run_query(
        'create table ' ~ name ~ ' using ' ~ format ~ ' location '
        ~ sql_text(path)
    ) -%}
{%- endmacro -%}
