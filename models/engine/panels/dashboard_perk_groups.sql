-- One row per group of users who are alike in segment, certainty and perks: the
-- panels about perks read these few rows, not the users.
with

user_perks as (

    select * from {{ ref('user_perks') }}

),

user_perk_affinities as (

    select * from {{ ref('user_perk_affinities') }}
    where has_evidence

),

user_features as (

    select * from {{ ref('user_features') }}

),

ranked_perks as (

    select
        user_id,
        list(perk_code order by perk_rank) as perk_codes
    from user_perk_affinities
    group by user_id

),

described_users as (

    select
        case user_perks.cohort_status
            when 'cohort' then 'Cohort' else 'Other users'
        end as user_group,
        user_perks.segment_key,
        user_perks.segment_name,
        user_perks.primary_perk,
        coalesce(user_perks.second_perk, '') as second_perk,
        user_perks.is_fallback,
        coalesce(ranked_perks.perk_codes, []) as perk_codes,
        user_perks.confidence,
        user_perks.is_holdout,
        user_perks.scenario_expected_cost_usd,
        user_features.flight_spend_usd
        + user_features.hotel_spend_usd as spend_usd
    from user_perks
    left join ranked_perks
        on user_perks.user_id = ranked_perks.user_id
    left join user_features
        on user_perks.user_id = user_features.user_id

),

ordered_users as (

    select
        user_group,
        segment_key,
        segment_name,
        primary_perk,
        second_perk,
        case
            when is_fallback then ''
            else
                array_to_string(
                    [primary_perk]
                    || list_filter(
                        perk_codes,
                        lambda perk_code: perk_code != primary_perk
                    ),
                    '>'
                )
        end as ranked_perks,
        confidence,
        is_holdout,
        scenario_expected_cost_usd,
        spend_usd
    from described_users

),

perk_groups as (

    select
        user_group,
        segment_key,
        segment_name,
        primary_perk,
        second_perk,
        ranked_perks,
        confidence,
        is_holdout,
        count(*) as user_count,
        {{ sum_where(
            'cast(scenario_expected_cost_usd as decimal(38, 6))',
            'true',
            'double'
        ) }} as expected_cost_usd,
        {{ sum_where('cast(spend_usd as decimal(38, 6))', 'true', 'double') }}
            as spend_usd
    from ordered_users
    group by
        user_group,
        segment_key,
        segment_name,
        primary_perk,
        second_perk,
        ranked_perks,
        confidence,
        is_holdout

)

select * from perk_groups
