{#- A table of a raw file, which is not read again while it stays as it was:
    materialization table asks for the stamp of the file. -#}
{%- materialization landed, adapter='duckdb' -%}
    {{- return(materialization_table_duckdb()) -}}
{%- endmaterialization -%}
