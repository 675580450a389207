-- One row per signal of the model: mean and deviation over the cohort's users
-- with evidence, which make signals of different units comparable. A model
-- keeps those of its training.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

remembered_signals as (

    select * from {{ ref('stg_remembered__model_signals') }}

),

signal_registry as (

    select signal from {{ ref('signal_registry') }}
    where transform is not null

),

user_signals as (

    select
        signal,
        transformed_value
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

measured_scales as (

    select
        signal,
        user_count,
        mean,
        sqrt(greatest(mean_square - mean * mean, 0)) as deviation
    from averaged_signals

),

signal_scales as (

    select
        measured_scales.signal,
        case
            when model_plan.is_training then measured_scales.user_count
            else remembered_signals.user_count
        end as user_count,
        case
            when model_plan.is_training then measured_scales.mean
            else remembered_signals.mean
        end as mean,
        case
            when model_plan.is_training then measured_scales.deviation
            else remembered_signals.deviation
        end as deviation
    from measured_scales
    cross join model_plan
    left join remembered_signals
        on
            measured_scales.signal = remembered_signals.signal
            and model_plan.model_version = remembered_signals.model_version

)

select * from signal_scales
