-- One row per user with a session in the window: the perk to offer, and why;
-- who is held out to measure the others against has none to activate.
with

users_with_perks as (

    select * from {{ ref('int_users_with_perks') }}

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
        second_evidence_level,
        margin,
        confidence,
        evidence_level,
        is_fallback,
        reason_code,
        reason_text,
        segment_reason,
        {{ is_held_out('user_id') }} as is_holdout,
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
    from users_with_perks

)

select * from user_perks
