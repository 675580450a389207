-- One row per personal attribute, group and active perk: how much more, or
-- less, often the group gets the perk than the cohort. Restricted: it is
-- never published.
with

users_by_attribute as (

    select * from {{ optional_model('users_by_attribute') }}

),

active_perks as (

    select perk_code from {{ ref('perk_catalogue') }}
    where is_active

),

counted_groups as (

    select
        users_by_attribute.attribute,
        users_by_attribute.group_name,
        active_perks.perk_code,
        count(*) as group_user_count,
        count(*) filter (
            where users_by_attribute.primary_perk = active_perks.perk_code
        ) as perk_user_count
    from users_by_attribute
    cross join active_perks
    group by
        users_by_attribute.attribute,
        users_by_attribute.group_name,
        active_perks.perk_code
    having count(*) >= {{ var('fairness_group_minimum') }}

),

cohort_shares as (

    select
        users_by_attribute.attribute,
        active_perks.perk_code,
        {{ safe_ratio(
            'count(*) filter ('
            ~ 'where users_by_attribute.primary_perk = active_perks.perk_code)',
            'count(*)'
        ) }} as cohort_share
    from users_by_attribute
    cross join active_perks
    group by
        users_by_attribute.attribute,
        active_perks.perk_code

),

shares as (

    select
        counted_groups.attribute,
        counted_groups.group_name,
        counted_groups.perk_code,
        counted_groups.group_user_count,
        {{ safe_ratio(
            'counted_groups.perk_user_count', 'counted_groups.group_user_count'
        ) }} as perk_share,
        cohort_shares.cohort_share
    from counted_groups
    inner join cohort_shares
        on
            counted_groups.attribute = cohort_shares.attribute
            and counted_groups.perk_code = cohort_shares.perk_code

),

-- Cohen's h: about .2 is small, .5 medium, .8 large, wherever the shares lie.
perk_fairness as (

    select
        attribute,
        group_name,
        perk_code,
        group_user_count,
        perk_share,
        cohort_share,
        round(
            2 * asin(sqrt(perk_share)) - 2 * asin(sqrt(cohort_share)), 9
        ) as effect_size
    from shares

)

select * from perk_fairness
