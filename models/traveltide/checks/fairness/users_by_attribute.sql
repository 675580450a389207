-- One row per cohort user and personal attribute, with the perk they got. For
-- the audit alone: a view, so that no user's attributes are stored again.
with

choices as (

    select * from {{ chosen_perks() }}
    where is_in_cohort

),

active_perks as (

    select * from {{ ref('perk_catalogue') }}
    where is_active

),

users as (

    select * from {{ ref('stg_traveltide__users') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

aged_users as (

    select
        users.user_id,
        users.gender,
        users.is_married,
        users.has_children,
        users.home_country,
        date_sub('year', users.birth_date, active_window.as_of_date)
            as age_years
    from users
    cross join active_window

),

described_users as (

    select
        choices.user_id,
        active_perks.perk_code as primary_perk,
        case
            when aged_users.age_years < 25 then 'under 25'
            when aged_users.age_years < 35 then '25 to 34'
            when aged_users.age_years < 45 then '35 to 44'
            when aged_users.age_years < 55 then '45 to 54'
            when aged_users.age_years < 65 then '55 to 64'
            when aged_users.age_years >= 65 then '65 and over'
            else 'unknown'
        end as age_band,
        coalesce(aged_users.gender, 'unknown') as gender,
        case
            when aged_users.is_married and aged_users.has_children
                then 'married with children'
            when aged_users.is_married and not aged_users.has_children
                then 'married without children'
            when not aged_users.is_married and aged_users.has_children
                then 'single with children'
            when not aged_users.is_married and not aged_users.has_children
                then 'single without children'
            else 'unknown'
        end as family, -- noqa: RF04
        coalesce(aged_users.home_country, 'unknown') as country
    from choices
    inner join active_perks
        on
            choices.primary_signal = active_perks.signal
            or choices.is_fallback and active_perks.is_fallback
    left join aged_users
        on choices.user_id = aged_users.user_id

),

users_by_attribute as (

    unpivot described_users
    on age_band, gender, family, country
    into name attribute value group_name

)

select
    user_id,
    attribute,
    group_name,
    primary_perk
from users_by_attribute
