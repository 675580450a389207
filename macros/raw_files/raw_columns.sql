{#- The columns a raw table must have, as declared in the source's YAML. -#}
{%- macro raw_columns(table_name) -%}
    {%- set found = [] -%}
    {%- if execute -%}
        {%- for source in graph.sources.values()
                if source.name == table_name
                and source.source_name == owner_of(table_name) -%}
            {%- do found.extend(source.columns.values()) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(found) -%}
{%- endmacro -%}
