{#- A model that a domain may have: where its profile does not name it, a query
    for no row of the columns that the engine reads. -#}
{%- macro optional_model(name) -%}
    {%- if name in domain_profile().optional_models -%}
        {{ ref(name) }}
    {%- else -%}
        {%- set columns = optional_models()[name] -%}
        (
            select
                {%- for column, data_type in columns.items() %}
                cast(null as {{ data_type }}) as {{ column }}
                {{- ',' if not loop.last }}
                {%- endfor %}
            where false
        )
    {%- endif -%}
{%- endmacro -%}
