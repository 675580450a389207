-- One row per user with a session in the window: the perk that suits, why, how
-- sure that is and what it would cost; who has none gets the fallback.
with

choices as (

    select * from {{ ref('int_user_perk_placements') }}

),

reasons as (

    select * from {{ ref('int_user_perk_reasons') }}

),

segment_reasons as (

    select * from {{ ref('int_user_segment_reasons') }}

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

users_with_perks as (

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
        second_perks.evidence_level as second_evidence_level,
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
        reasons.reason_code,
        reasons.reason_text,
        segment_reasons.segment_reason,
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
    inner join reasons
        on choices.user_id = reasons.user_id
    cross join active_window
    cross join model_versions
    left join segment_reasons
        on choices.user_id = segment_reasons.user_id
    left join perk_catalogue
        on choices.primary_perk = perk_catalogue.perk_code
    left join perk_catalogue as second_perks
        on choices.second_perk = second_perks.perk_code
    left join segment_catalogue
        on users_segmented.segment_key = segment_catalogue.segment_key
    left join fallback_perks
        on choices.primary_perk is null

)

select * from users_with_perks
