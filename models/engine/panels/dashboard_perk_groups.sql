-- One row per group of users who are alike in segment, certainty and perks, and
-- in whether they are invited: the panels about perks read these few rows.
{%- set places = range(1, signals() | length + 1) %}
with

user_perks as (

    select * from {{ ref('dashboard_user_sendings') }}

),

user_perk_affinities as (

    select * from {{ ref('user_perk_affinities') }}
    where has_evidence

),

user_spend as (

    select * from {{ optional_model('dashboard_user_spend') }}

),

-- Each place is one column: to sort every user's short list costs more.
rank_perks_of_users as (

    select
        {%- for place in places %}
        max(case when perk_rank = {{ place }} then perk_code end)
            as perk_{{ place }},
        {%- endfor %}
        user_id
    from user_perk_affinities
    group by user_id

),

-- A perk that was drawn, or kept from before, leads, whatever its rank.
list_perks_of_users as (

    select
        user_perks.*,
        user_spend.spend_usd,
        case
            when user_perks.is_fallback and user_perks.is_offered_by_habit
                then ''
            else concat_ws(
                '>',
                user_perks.offered_perk
                {%- for place in places %},
                nullif(ranked.perk_{{ place }}, user_perks.offered_perk)
                {%- endfor %}
            )
        end as ranked_perks
    from user_perks
    left join rank_perks_of_users as ranked
        on user_perks.user_id = ranked.user_id
    left join user_spend
        on user_perks.user_id = user_spend.user_id

),

perk_groups as (

    select
        case cohort_status when 'cohort' then 'Cohort' else 'Other users' end
            as user_group,
        segment_key,
        segment_name,
        primary_perk,
        offered_perk,
        coalesce(second_perk, '') as second_perk,
        ranked_perks,
        confidence,
        is_invited,
        is_holdout,
        count(*) as user_count,
        {{ sum_where(
            'cast(scenario_expected_cost_usd as decimal(38, 6))',
            'true',
            'double'
        ) }} as expected_cost_usd,
        {{ sum_where('spend_usd', 'true', 'double') }} as spend_usd
    from list_perks_of_users
    group by
        cohort_status,
        segment_key,
        segment_name,
        primary_perk,
        offered_perk,
        second_perk,
        ranked_perks,
        confidence,
        is_invited,
        is_holdout

)

select * from perk_groups
