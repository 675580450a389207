-- One row per segment of the cohort: who, how many, which perk, at what cost.
with

segment_profiles as (

    select * from {{ ref('segment_profiles') }}

),

perk_groups as (

    select * from {{ ref('dashboard_perk_groups') }}
    where user_group = 'Cohort'

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

perks_by_segment as (

    select
        perk_groups.segment_key,
        perk_catalogue.perk_name,
        perk_catalogue.priority,
        sum(perk_groups.user_count) as user_count,
        sum(perk_groups.expected_cost_usd) as expected_cost_usd
    from perk_groups
    inner join perk_catalogue
        on perk_groups.primary_perk = perk_catalogue.perk_code
    group by
        perk_groups.segment_key,
        perk_catalogue.perk_name,
        perk_catalogue.priority

),

leading_perks as (

    select
        segment_key,
        arg_max(perk_name, (user_count, -priority)) as perk_name,
        {{ safe_ratio('max(user_count)', 'sum(user_count)') }} as perk_share,
        sum(expected_cost_usd) as expected_cost_usd
    from perks_by_segment
    group by segment_key

),

segment_cards as (

    select
        segment_profiles.segment_key,
        segment_profiles.segment_name,
        segment_profiles.user_count,
        segment_profiles.user_share,
        leading_perks.perk_name,
        leading_perks.perk_share,
        segment_profiles.average_flight_spend_usd
        + segment_profiles.average_hotel_spend_usd as average_spend_usd,
        leading_perks.expected_cost_usd,
        segment_profiles.recommended_action
    from segment_profiles
    left join leading_perks
        on segment_profiles.segment_key = leading_perks.segment_key

)

select * from segment_cards
