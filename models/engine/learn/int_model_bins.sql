-- One row per model, signal and bin: how the cohort of its training spread.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

centroids as (

    select model_version from {{ ref('ml_segment_centroids') }}

),

signal_bins as (

    select * from {{ ref('int_signal_bins') }}

),

model_in_force as (

    {{ model_in_force() }}

),

model_bins as (

    select
        model_in_force.model_version,
        signal_bins.signal,
        signal_bins.bin,
        signal_bins.upper_rate,
        signal_bins.user_share
    from signal_bins
    cross join model_in_force
    where model_in_force.is_training

)

select * from model_bins
