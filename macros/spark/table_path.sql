{#- Folder of one Parquet table: what Spark built, by the step that builds it, and
    what DuckDB lends. -#}
{%- macro table_path(node) -%}
    {%- do return(
        (
            node.config.location_root if is_built_on_spark(node)
            else tables_folder() ~ '/lent'
        ) ~ '/' ~ node.alias
    ) -%}
{%- endmacro -%}
