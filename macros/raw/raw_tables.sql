{#- The raw tables of the domain and of the engine, each with the column that
    tells its rows apart, if one does. -#}
{%- macro raw_tables() -%}
    {%- do return(
        dict(domain_profile().raw_tables, **engine_raw_tables())
    ) -%}
{%- endmacro -%}
