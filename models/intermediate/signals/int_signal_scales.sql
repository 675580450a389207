-- One row per signal of the model: mean and deviation over the cohort's users
-- with evidence, which make signals of different units comparable.
with

signal_registry as (

    select signal from {{ ref('signal_registry') }}
    where transform is not null

),

user_signals as (

    select
        signal,
        case when is_in_cohort and has_evidence then transformed_value end
            as transformed_value
    from {{ ref('int_user_signals_transformed') }}

),

summed_signals as (

    select
        signal,
        count(transformed_value) as user_count,
        cast(sum(transformed_value) as double) as total,
        cast(sum(
            cast(transformed_value as decimal(19, 9))
            * cast(transformed_value as decimal(19, 9))
        ) as double) as square_total
    from user_signals
    group by signal

),

-- A signal keeps its place where there is nobody to measure.
averaged_signals as (

    select
        signal_registry.signal,
        coalesce(summed_signals.user_count, 0) as user_count,
        coalesce(
            {{ safe_ratio(
                'summed_signals.total', 'summed_signals.user_count'
            ) }},
            0
        ) as mean,
        coalesce(
            {{ safe_ratio(
                'summed_signals.square_total', 'summed_signals.user_count'
            ) }},
            0
        ) as mean_square
    from signal_registry
    left join summed_signals
        on signal_registry.signal = summed_signals.signal

),

signal_scales as (

    select
        signal,
        user_count,
        mean,
        sqrt(greatest(mean_square - mean * mean, 0)) as deviation
    from averaged_signals

)

select * from signal_scales
