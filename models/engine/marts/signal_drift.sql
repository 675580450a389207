-- One row per signal of the model: how far its distribution has moved from
-- that of the model's training, as the population stability index.
with

signal_drift as (

    select
        signal,
        psi,
        status,
        reference_model_version
    from {{ ref('int_signal_drift') }}

)

select * from signal_drift
