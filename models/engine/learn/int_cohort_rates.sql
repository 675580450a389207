-- One row per signal and pair of count and trials that occurs in the cohort,
-- with the posterior rate that these make.
with

measures as (

    select * from {{ ref('int_cohort_measures') }}

),

scales as (

    select * from {{ ref('int_signal_scales') }}

),

cohort_rates as (

    select
        measures.signal,
        measures.event_count > 0 as is_done,
        measures.user_count,
        {{ posterior_rate(
            'measures.event_count',
            'measures.trial_count',
            'scales.rate',
            'scales.strength'
        ) }} as rate
    from measures
    inner join scales
        on measures.signal = scales.signal

)

select * from cohort_rates
