{#- Folder of the Parquet tables that both engines read; an absolute path, or an
    address that both know. -#}
{%- macro tables_folder() -%}
    {%- do return(
        env_var('TRAVELTIDE_TABLES', 'warehouse/tables').rstrip('/')
    ) -%}
{%- endmacro -%}
