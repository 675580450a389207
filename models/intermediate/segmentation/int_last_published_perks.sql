-- One row per user who had evidence for the perk they were last given. It reads
-- what an earlier build left in marts.user_perks: drop that table to forget.
{%- set published = adapter.get_relation(
    this.database, 'marts', 'user_perks'
) if execute %}
with

last_published_perks as (

    {% if published -%}
    select
        user_id,
        primary_perk
    from {{ published }}
    where not is_fallback
    {%- else -%}
    select
        cast(null as bigint) as user_id,
        cast(null as varchar) as primary_perk
    where false
    {%- endif %}

)

select * from last_published_perks
