{#- The columns of a raw table that its view also gives as numbers, times or
    booleans: those of a database. -#}
{%- macro typed_raw_columns(table_name) -%}
    {%- set typed = [] -%}
    {%- if execute and '://' in var('raw_location') -%}
        {%- for column in adapter.get_columns_in_relation(
                source(owner_of(table_name), table_name)
            ) if column.name.startswith('typed_') -%}
            {%- do typed.append(column.name.removeprefix('typed_')) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(typed) -%}
{%- endmacro -%}
