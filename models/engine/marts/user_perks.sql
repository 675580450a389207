-- One row per user with a session in the window: the perk to offer, and why;
-- who is held out to measure the others against has none to activate.
with

choices as (

    select
        *,
        {{ normal_cdf('lead_in_deviations') }} as certainty
    from {{ chosen_perks() }}

),

user_perks as (

    select
        choices.user_id,
        case
            when choices.is_in_cohort then 'cohort' else 'cold_start'
        end as cohort_status,
        segments.segment_key,
        segments.segment_name,
        users_segmented.segment_confidence,
        offers.perk_code as primary_perk,
        offers.perk_name as primary_perk_name,
        coalesce(choices.primary_affinity, 0) as primary_affinity,
        choices.second_perk,
        choices.second_affinity,
        choices.second_evidence_level,
        choices.primary_affinity - coalesce(choices.second_affinity, 0)
            as margin,
        round(choices.certainty, 6) as certainty,
        {{ confidence('choices', 'proofs') }} as confidence,
        case
            when choices.is_fallback then 'none' else offers.evidence_level
        end as evidence_level,
        choices.is_fallback,
        offers.reason_code,
        offers.reason_text,
        segments.segment_reason,
        arms.is_holdout,
        arms.campaign_id,
        arms.arm as campaign_arm,
        arms.propensity,
        case
            when arms.is_left_out then null
            when arms.campaign_id is not null then arms.campaign_perk_code
            else offers.perk_code
        end as activation_perk,
        choices.is_kept_by_hysteresis,
        cast(case
            when arms.is_left_out then 0
            when arms.campaign_id is not null
                then arms.campaign_cost_usd
            else offers.expected_cost_usd
        end as double) as scenario_expected_cost_usd,
        active_window.as_of_date,
        segments.model_version
    from choices
    -- In a campaign not everybody is sent what suits them.
    inner join {{ ref('int_user_arms') }} as arms
        on choices.user_id = arms.user_id
    inner join {{ ref('int_users_segmented') }} as users_segmented
        on choices.user_id = users_segmented.user_id
    inner join {{ ref('int_perk_sentences') }} as offers
        on
            choices.primary_signal = offers.signal
            and choices.primary_count = offers.event_count
            and choices.primary_trials = offers.trial_count
    inner join {{ ref('int_segment_sentences') }} as segments
        on
            coalesce(users_segmented.cluster, 0)
            = coalesce(segments.cluster, 0)
            and coalesce(users_segmented.next_cluster, 0)
            = coalesce(segments.next_cluster, 0)
            and coalesce(users_segmented.telling_signal, '')
            = coalesce(segments.telling_signal, '')
    cross join {{ ref('int_active_window') }} as active_window
    left join {{ ref('int_perk_proofs') }} as proofs
        on choices.primary_signal = proofs.signal

)

select
    *,
    {{ row_hash([
        'user_id', 'cohort_status', 'segment_key', 'segment_name',
        'primary_perk', 'primary_perk_name', 'second_perk', 'confidence',
        'evidence_level', 'reason_code', 'reason_text', 'segment_reason',
        'is_fallback', 'campaign_id', 'campaign_arm', 'activation_perk',
        'is_kept_by_hysteresis',
    ]) }} as row_hash
from user_perks
