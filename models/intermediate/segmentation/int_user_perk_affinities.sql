-- One row per user and active perk: how strongly the user's own behaviour
-- speaks for it, against the cohort's; 0 without evidence.
with

user_perk_inputs as (

    select * from {{ ref('int_user_perk_inputs') }}

),

cohort_percentiles as (

    select * from {{ ref('int_cohort_percentiles') }}

),

ranked_inputs as (

    select
        user_perk_inputs.user_id,
        user_perk_inputs.perk_code,
        user_perk_inputs.alternative,
        user_perk_inputs.signal,
        user_perk_inputs.weight,
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
            user_perk_inputs.perk_code = cohort_percentiles.perk_code
            and user_perk_inputs.signal = cohort_percentiles.signal
            and user_perk_inputs.measured_value
            >= cohort_percentiles.measured_value

),

-- Signals of one alternative add up; exactly, so that their order is no matter.
scored_alternatives as (

    select
        user_id,
        perk_code,
        alternative,
        any_value(has_evidence) as has_evidence,
        cast(sum(cast(weight * percentile as decimal(18, 12))) as double)
            as alternative_affinity,
        arg_max(
            {
                'signal': signal,
                'measured_value': measured_value,
                'percentile': percentile
            },
            (weight * percentile, signal)
        ) as loudest_signal
    from ranked_inputs
    group by
        user_id,
        perk_code,
        alternative

),

-- Alternatives compete: the stronger one speaks.
strongest_alternatives as (

    select
        user_id,
        perk_code,
        any_value(has_evidence) as has_evidence,
        max(alternative_affinity) as alternative_affinity,
        arg_max(loudest_signal, (alternative_affinity, -alternative))
            as loudest_signal
    from scored_alternatives
    group by
        user_id,
        perk_code

),

user_perk_affinities as (

    select
        user_id,
        perk_code,
        has_evidence,
        case when has_evidence then alternative_affinity else 0 end
            as own_affinity,
        loudest_signal['signal'] as leading_signal,
        loudest_signal['measured_value'] as raw_value,
        loudest_signal['percentile'] as leading_percentile
    from strongest_alternatives

)

select * from user_perk_affinities
