-- One row per user and active perk: how strongly the user's own behaviour
-- speaks for it, against the cohort's; 0 without evidence.
with

user_perk_inputs as (

    select * from {{ ref('int_user_perk_inputs') }}

),

cohort_percentiles as (

    select * from {{ ref('int_cohort_percentiles') }}

),

active_perk_signals as (

    select * from {{ ref('int_active_perk_signals') }}

),

ranked_inputs as (

    select
        user_perk_inputs.user_id,
        user_perk_inputs.input_number,
        user_perk_inputs.measured_value,
        user_perk_inputs.has_evidence,
        coalesce(
            case
                when
                    user_perk_inputs.measured_value
                    = cohort_percentiles.measured_value
                    then cohort_percentiles.percentile
                else cohort_percentiles.percentile_above
            end,
            0
        ) as percentile
    from user_perk_inputs
    asof left join cohort_percentiles
        on
            user_perk_inputs.input_number = cohort_percentiles.input_number
            and user_perk_inputs.measured_value
            >= cohort_percentiles.measured_value

),

-- Signals of one alternative add up; exactly, so that their order is no matter.
-- Windows sort, and spill where an aggregate of texts would run out of memory.
scored_alternatives as (

    select
        ranked_inputs.user_id,
        ranked_inputs.input_number,
        ranked_inputs.measured_value,
        ranked_inputs.has_evidence,
        ranked_inputs.percentile,
        active_perk_signals.perk_number,
        active_perk_signals.alternative,
        active_perk_signals.signal,
        active_perk_signals.weight * ranked_inputs.percentile as loudness,
        cast(sum(
            cast(
                active_perk_signals.weight * ranked_inputs.percentile
                as decimal(18, 12)
            )
        ) over (
            partition by
                ranked_inputs.user_id,
                active_perk_signals.perk_number,
                active_perk_signals.alternative
        ) as double) as alternative_affinity
    from ranked_inputs
    inner join active_perk_signals
        on ranked_inputs.input_number = active_perk_signals.input_number

),

-- Alternatives compete: the stronger one speaks, by its loudest signal.
numbered_inputs as (

    select
        user_id,
        input_number,
        measured_value,
        has_evidence,
        percentile,
        alternative_affinity,
        row_number() over (
            partition by user_id, perk_number
            order by
                alternative_affinity desc,
                alternative asc,
                loudness desc,
                signal desc
        ) as place
    from scored_alternatives

),

user_perk_affinities as (

    select
        numbered_inputs.user_id,
        active_perk_signals.perk_code,
        numbered_inputs.has_evidence,
        case
            when numbered_inputs.has_evidence
                then numbered_inputs.alternative_affinity
            else 0
        end as own_affinity,
        active_perk_signals.signal as leading_signal,
        numbered_inputs.measured_value as raw_value,
        numbered_inputs.percentile as leading_percentile
    from numbered_inputs
    inner join active_perk_signals
        on numbered_inputs.input_number = active_perk_signals.input_number
    where numbered_inputs.place = 1

)

select * from user_perk_affinities
