{#- What an incremental model held before this build; no row on the first. A
    column that it did not have then is null. -#}
{%- macro memory_of(model_name, columns) -%}
    {%- set found = {} -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values()
                if node.resource_type == 'model' and node.name == model_name -%}
            {%- do found.update({
                'relation': adapter.get_relation(
                    node.database, node.schema, node.alias
                )
            }) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set known = adapter.get_columns_in_relation(found.relation)
        | map(attribute='name') | list if found.relation else [] -%}
    select
        {%- for name, data_type in columns.items() %}
        cast({{ name if name in known else 'null' }} as {{ data_type }})
            as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    {%- if found.relation %}
    from {{ found.relation }}
    {%- else %}
    from (select 1 as nothing) as nothing_yet
    where false
    {%- endif %}
{%- endmacro -%}
