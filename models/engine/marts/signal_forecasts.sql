-- One row per cut and signal that is a share: whether a user's own past
-- foretold what came later better than everybody's rate.
with

model_space as (

    select model_version from {{ ref('int_model_space') }}

),

signal_forecasts as (

    select
        forecasts.cut,
        forecasts.signal,
        forecasts.user_count as users,
        forecasts.experience_count as bookings,
        forecasts.rate_before,
        forecasts.rate_after,
        forecasts.constant_log_loss,
        forecasts.posterior_log_loss,
        forecasts.model_version
    from {{ ref('int_model_forecasts') }} as forecasts
    inner join model_space
        on forecasts.model_version = model_space.model_version

)

select * from signal_forecasts
