-- One row per perk of the cohort: what its users cost, against what they spend.
with

user_perks as (

    select * from {{ ref('user_perks') }}
    where cohort_status = 'cohort' and not is_holdout

),

user_features as (

    select * from {{ ref('user_features') }}

),

sum_spend_by_perk as (

    select
        user_perks.primary_perk as perk_code,
        count(*) as invited_user_count,
        {{ sum_where(
            'cast(user_features.flight_spend_usd'
            ~ ' + user_features.hotel_spend_usd as decimal(38, 6))',
            'true',
            'double'
        ) }} as spend_usd,
        {{ sum_where(
            'cast(user_perks.scenario_expected_cost_usd as decimal(38, 6))',
            'true',
            'double'
        ) }} as expected_cost_usd
    from user_perks
    inner join user_features
        on user_perks.user_id = user_features.user_id
    group by user_perks.primary_perk

),

perk_spend as (

    select
        perk_catalogue.perk_name,
        perk_catalogue.priority,
        spend.invited_user_count,
        spend.spend_usd,
        spend.spend_usd / spend.invited_user_count as average_spend_usd,
        spend.expected_cost_usd,
        {{ safe_ratio('spend.expected_cost_usd', 'spend.spend_usd') }}
            as cost_share
    from sum_spend_by_perk as spend
    inner join {{ ref('perk_catalogue') }} as perk_catalogue
        on spend.perk_code = perk_catalogue.perk_code

)

select * from perk_spend
