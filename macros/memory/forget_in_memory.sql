{#- After the list of forgotten users was loaded: take them out of what models
    remember, before any model reads that. -#}
{%- macro forget_in_memory() -%}
    {%- if execute and target.type == 'duckdb' -%}
        {%- for name in ['int_perk_intervals', 'int_frozen_assignments'] -%}
            {%- set node = graph.nodes['model.traveltide.' ~ name] -%}
            {%- set memory = adapter.get_relation(
                node.database, node.schema, node.alias
            ) -%}
            {%- if memory %}
    delete from {{ memory }}
    where
        {{ salted_hash('user_id') }}
        in (select user_hash from {{ this }});
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro -%}
