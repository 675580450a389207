-- One row per model and signal: all that scoring needs to know of everybody.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

centroids as (

    select model_version from {{ ref('ml_segment_centroids') }}

),

scales as (

    select * from {{ ref('int_signal_scales') }}

),

persistence as (

    select * from {{ ref('int_signal_persistence') }}

),

model_in_force as (

    {{ model_in_force() }}

),

model_signals as (

    select
        model_in_force.model_version,
        scales.signal,
        scales.observations,
        scales.cohort_user_count,
        scales.user_count,
        scales.rate,
        scales.spread,
        scales.strength,
        scales.mean,
        scales.deviation,
        persistence.observations as persistence_trials,
        persistence.mean_rate as persistence_rate,
        persistence.users_with_two,
        persistence.rho,
        persistence.lower_end,
        persistence.upper_end,
        persistence.learned_strength
    from scales
    inner join persistence
        on scales.signal = persistence.signal
    cross join model_in_force
    where model_in_force.is_training

)

select * from model_signals
