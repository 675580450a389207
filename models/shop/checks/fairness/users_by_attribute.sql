-- One row per cohort user and personal attribute, with the perk they got. For
-- the audit alone; all that a shop knows is the country it sends to.
with

choices as (

    select * from {{ chosen_perks() }}
    where is_in_cohort

),

active_perks as (

    select * from {{ ref('perk_catalogue') }}
    where is_active

),

countries as (

    select
        user_id,
        min(country) as country
    from {{ ref('int_orders') }}
    group by user_id

),

users_by_attribute as (

    select
        choices.user_id,
        'country' as attribute,
        coalesce(countries.country, 'unknown') as group_name,
        active_perks.perk_code as primary_perk
    from choices
    inner join active_perks
        on
            choices.primary_signal = active_perks.signal
            or choices.is_fallback and active_perks.is_fallback
    left join countries
        on choices.user_id = countries.user_id

)

select * from users_by_attribute
