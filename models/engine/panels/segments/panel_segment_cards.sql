-- One row per segment of the cohort: who, how many, which perk, at what cost.
{%- set profile = domain_profile() %}
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

sum_costs_by_segment as (

    select
        segment_profiles.segment_key,
        {{ sum_where(
            'perk_groups.user_count',
            'perk_groups.primary_perk = segment_profiles.lead_perk'
        ) }} as lead_user_count,
        {{ exact_sum('perk_groups.expected_cost_usd') }} as expected_cost_usd
    from segment_profiles
    inner join perk_groups
        on segment_profiles.segment_key = perk_groups.segment_key
    group by segment_profiles.segment_key

),

segment_cards as (

    select
        segment_profiles.segment_key,
        segment_profiles.segment_name,
        segment_profiles.description,
        segment_profiles.user_count,
        segment_profiles.user_share,
        perk_catalogue.perk_name,
        {{ safe_ratio(
            'segment_costs.lead_user_count', 'segment_profiles.user_count'
        ) }} as perk_share,
        {{ 'segment_profiles.average_spend_usd'
            if profile.spend or 'spend_usd' in profile.features
            else 'cast(null as double)' }} as average_spend_usd,
        case
            when segment_profiles.withheld_because is null
                then segment_costs.expected_cost_usd
        end as expected_cost_usd,
        segment_profiles.recommended_action
    from segment_profiles
    inner join sum_costs_by_segment as segment_costs
        on segment_profiles.segment_key = segment_costs.segment_key
    left join perk_catalogue
        on segment_profiles.lead_perk = perk_catalogue.perk_code

)

select * from segment_cards
