-- One row per group of users and active perk: who gets it, and the cost.
with

perk_groups as (

    select * from {{ ref('dashboard_perk_groups') }}

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}
    where is_active

),

user_groups as (

    select distinct user_group from perk_groups

),

perk_costs as (

    select
        user_groups.user_group,
        perk_catalogue.perk_code,
        perk_catalogue.perk_name,
        perk_catalogue.priority,
        perk_catalogue.is_fallback,
        cast(perk_catalogue.unit_cost_usd as double) as unit_cost_usd,
        cast(perk_catalogue.assumed_redemption_rate as double)
            as assumed_redemption_rate,
        cast({{ var('assumed_margin') }} as double) as assumed_margin,
        {{ sum_where(
            'perk_groups.user_count', 'perk_groups.is_invited', 'bigint'
        ) }} as invited_user_count,
        {{ sum_where(
            'perk_groups.user_count', 'perk_groups.is_holdout', 'bigint'
        ) }} as holdout_user_count,
        nullif({{ sum_where(
            'perk_groups.user_count',
            'not perk_groups.is_invited and not perk_groups.is_holdout',
            'bigint'
        ) }}, 0) as left_out_user_count,
        coalesce({{ exact_sum('perk_groups.expected_cost_usd') }}, 0)
            as expected_cost_usd
    from user_groups
    cross join perk_catalogue
    left join perk_groups
        on
            user_groups.user_group = perk_groups.user_group
            and perk_catalogue.perk_code = perk_groups.offered_perk
    group by
        user_groups.user_group,
        perk_catalogue.perk_code,
        perk_catalogue.perk_name,
        perk_catalogue.priority,
        perk_catalogue.is_fallback,
        perk_catalogue.unit_cost_usd,
        perk_catalogue.assumed_redemption_rate

)

select * from perk_costs
