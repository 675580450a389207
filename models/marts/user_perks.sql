-- One row per user with a session in the window: the perk to offer, and why.
with

choices as (

    select * from {{ ref('int_user_perk_placements') }}

),

reasons as (

    select * from {{ ref('int_user_perk_reasons') }}

),

users_segmented as (

    select * from {{ ref('int_users_segmented') }}

),

segments as (

    select * from {{ ref('int_segments') }}

),

segment_catalogue as (

    select * from {{ ref('segment_catalogue') }}

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

model_versions as (

    select max(model_version) as model_version from segments

),

fallback_perks as (

    select
        perk_code,
        perk_name,
        unit_cost_usd,
        assumed_redemption_rate
    from perk_catalogue
    where is_fallback and is_active

),

decided_users as (

    select
        choices.user_id,
        case
            when users_segmented.is_in_cohort then 'cohort' else 'cold_start'
        end as cohort_status,
        users_segmented.segment_key,
        coalesce(
            segment_catalogue.segment_name, users_segmented.segment_key
        ) as segment_name,
        users_segmented.segment_confidence,
        coalesce(choices.primary_perk, fallback_perks.perk_code)
            as primary_perk,
        coalesce(perk_catalogue.perk_name, fallback_perks.perk_name)
            as primary_perk_name,
        coalesce(choices.primary_affinity, 0) as primary_affinity,
        choices.second_perk,
        choices.second_affinity,
        choices.margin,
        case
            when choices.primary_perk is null then 'none'
            when not users_segmented.is_in_cohort then 'low'
            when choices.margin >= {{ var('high_confidence_margin') }}
                then 'high'
            when choices.margin >= {{ var('medium_confidence_margin') }}
                then 'medium'
            else 'low'
        end as confidence,
        case
            when choices.primary_perk is null then 'none'
            else perk_catalogue.evidence_level
        end as evidence_level,
        choices.primary_perk is null as is_fallback,
        case
            when reasons.reason_text is not null then reasons.reason_code
            when choices.primary_perk is not null then 'no_comparison'
            when len(choices.refused_perks) > 0 then 'no_place_left'
            else 'no_signal_yet'
        end as reason_code,
        coalesce(
            reasons.reason_text || case
                when perk_catalogue.evidence_level = 'proxy'
                    then ' (a stand-in: the data holds nothing closer)'
                else ''
            end,
            case
                when choices.primary_perk is not null
                    then 'Nobody in the cohort to compare with'
                when len(choices.refused_perks) > 0
                    then 'Every perk that suits is taken'
                else 'No booking yet that speaks for a perk'
            end
        ) as reason_text,
        case
            when users_segmented.telling_signal is not null
                then
                    'Closer to ' || users_segmented.segment_key || ' than to '
                    || users_segmented.next_segment_key || ' by '
                    || users_segmented.telling_signal || ' ('
                    || {{ spoken_number(
                        'users_segmented.telling_contribution', '2'
                    ) }} || ')'
        end as segment_reason,
        {{ is_held_out('choices.user_id') }} as is_holdout,
        choices.is_kept_by_hysteresis,
        coalesce(
            perk_catalogue.unit_cost_usd
            * perk_catalogue.assumed_redemption_rate,
            fallback_perks.unit_cost_usd
            * fallback_perks.assumed_redemption_rate
        ) as expected_cost_usd,
        active_window.as_of_date,
        model_versions.model_version
    from choices
    inner join users_segmented
        on choices.user_id = users_segmented.user_id
    cross join active_window
    cross join model_versions
    left join reasons
        on choices.user_id = reasons.user_id
    left join perk_catalogue
        on choices.primary_perk = perk_catalogue.perk_code
    left join segment_catalogue
        on users_segmented.segment_key = segment_catalogue.segment_key
    left join fallback_perks
        on choices.primary_perk is null

),

user_perks as (

    select
        user_id,
        cohort_status,
        segment_key,
        segment_name,
        segment_confidence,
        primary_perk,
        primary_perk_name,
        primary_affinity,
        second_perk,
        second_affinity,
        margin,
        confidence,
        evidence_level,
        is_fallback,
        reason_code,
        reason_text,
        segment_reason,
        is_holdout,
        case when not is_holdout then primary_perk end as activation_perk,
        is_kept_by_hysteresis,
        cast(case when is_holdout then 0 else expected_cost_usd end as double)
            as scenario_expected_cost_usd,
        as_of_date,
        model_version,
        md5(cast([
            cast(user_id as varchar),
            cohort_status,
            segment_key,
            segment_name,
            primary_perk,
            primary_perk_name,
            second_perk,
            confidence,
            evidence_level,
            reason_code,
            reason_text,
            segment_reason,
            cast(is_fallback as varchar),
            cast(is_holdout as varchar),
            cast(is_kept_by_hysteresis as varchar)
        ] as varchar)) as row_hash
    from decided_users

)

select * from user_perks
