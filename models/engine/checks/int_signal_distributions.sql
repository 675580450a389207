-- One row per signal and bin of the model: how the cohort spreads over it, now
-- and at the training.
with

measures as (

    select * from {{ ref('int_cohort_measures') }}

),

model_space as (

    select model_version from {{ ref('int_model_space') }}

),

scales as (

    select scales.*
    from {{ ref('int_model_signals') }} as scales
    inner join model_space
        on scales.model_version = model_space.model_version

),

bins as (

    select bins.*
    from {{ ref('int_model_bins') }} as bins
    inner join model_space
        on bins.model_version = model_space.model_version

),

-- Bin 0 holds those who never did it; who exceeds every bin is in the last.
find_bins as (

    select
        measures.signal,
        measures.user_count,
        case
            when measures.event_count = 0 then 0
            else coalesce(
                min(case when {{ posterior_rate(
                    'measures.event_count',
                    'measures.trial_count',
                    'scales.rate',
                    'scales.strength'
                ) }} <= bins.upper_rate then bins.bin end),
                max(bins.bin),
                10
            )
        end as bin
    from measures
    inner join scales
        on measures.signal = scales.signal
    left join bins
        on measures.signal = bins.signal and bins.bin > 0
    group by
        measures.signal,
        measures.event_count,
        measures.trial_count,
        measures.user_count

),

count_users_of_a_bin as (

    select
        signal,
        bin,
        sum(user_count) as user_count,
        sum(sum(user_count)) over (partition by signal) as cohort_user_count
    from find_bins
    group by
        signal,
        bin

),

signal_distributions as (

    select
        coalesce(bins.signal, counts.signal) as signal,
        coalesce(bins.bin, counts.bin) as bin,
        coalesce(counts.user_count, 0) as user_count,
        coalesce(
            {{ safe_ratio('counts.user_count', 'counts.cohort_user_count') }}, 0
        ) as user_share,
        coalesce(bins.user_share, 0) as reference_share
    from bins
    full join count_users_of_a_bin as counts
        on bins.signal = counts.signal and bins.bin = counts.bin

)

select * from signal_distributions
