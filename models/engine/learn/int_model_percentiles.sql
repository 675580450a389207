-- One row per model, signal and percentile: the rate that so many percent of
-- the cohort of its training did not exceed.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

centroids as (

    select model_version from {{ ref('ml_segment_centroids') }}

),

signal_percentiles as (

    select * from {{ ref('int_signal_percentiles') }}

),

model_in_force as (

    {{ model_in_force() }}

),

model_percentiles as (

    select
        model_in_force.model_version,
        signal_percentiles.signal,
        signal_percentiles.percentile,
        signal_percentiles.rate
    from signal_percentiles
    cross join model_in_force
    where model_in_force.is_training

)

select * from model_percentiles
