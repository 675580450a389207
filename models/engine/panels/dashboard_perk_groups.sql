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

user_spend as (

    select * from {{ ref('dashboard_user_spend') }}

),

-- A perk that was kept from before leads, whatever its rank.
rank_perks_of_users as (

    select
        user_perks.user_id,
        string_agg(
            affinities.perk_code, '>'
            order by
                affinities.perk_code != user_perks.primary_perk,
                affinities.perk_rank
        ) as ranked_perks
    from user_perks
    inner join user_perk_affinities as affinities
        on user_perks.user_id = affinities.user_id
    where not user_perks.is_fallback
    group by user_perks.user_id

),

perk_groups as (

    select
        case user_perks.cohort_status
            when 'cohort' then 'Cohort' else 'Other users'
        end as user_group,
        user_perks.segment_key,
        user_perks.segment_name,
        user_perks.primary_perk,
        coalesce(user_perks.second_perk, '') as second_perk,
        coalesce(ranked.ranked_perks, '') as ranked_perks,
        user_perks.confidence,
        user_perks.is_holdout,
        count(*) as user_count,
        {{ sum_where(
            'cast(user_perks.scenario_expected_cost_usd as decimal(38, 6))',
            'true',
            'double'
        ) }} as expected_cost_usd,
        {{ sum_where('user_spend.spend_usd', 'true', 'double') }} as spend_usd
    from user_perks
    left join rank_perks_of_users as ranked
        on user_perks.user_id = ranked.user_id
    left join user_spend
        on user_perks.user_id = user_spend.user_id
    group by
        user_perks.cohort_status,
        user_perks.segment_key,
        user_perks.segment_name,
        user_perks.primary_perk,
        user_perks.second_perk,
        ranked.ranked_perks,
        user_perks.confidence,
        user_perks.is_holdout

)

select * from perk_groups
