-- One row per model, cut and share: whether the own past foretold the rest.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

centroids as (

    select model_version from {{ ref('ml_segment_centroids') }}

),

users as (

    select * from {{ ref('int_backtest_users') }}

),

model_in_force as (

    {{ model_in_force() }}

),

-- Every experience is asked the same: was it one with the habit or without.
list_past_and_later_counts as (

    {% for signal in signals() if signal.family == 'share' -%}
    select
        cut,
        '{{ signal.name }}' as signal,
        {{ signal.name }}_count as event_count,
        experience_count,
        later_{{ signal.name }}_count as later_count,
        later_experience_count,
        {{ safe_ratio(
            'sum(' ~ signal.name ~ '_count) over (partition by cut)',
            'sum(experience_count) over (partition by cut)'
        ) }} as rate
    from users
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

foretell_by_own_past as (

    select
        *,
        {{ posterior_rate(
            'event_count', 'experience_count', 'rate', var('forecast_strength')
        ) }} as own_rate
    from list_past_and_later_counts
    where later_experience_count > 0

),

lose_by_forecast as (

    select
        *,
        {{ log_loss('later_count', 'later_experience_count', 'rate') }}
            as constant_loss,
        {{ log_loss('later_count', 'later_experience_count', 'own_rate') }}
            as posterior_loss
    from foretell_by_own_past

),

model_forecasts as (

    select
        model_in_force.model_version,
        losses.cut,
        losses.signal,
        count(*) as user_count,
        cast(sum(losses.later_experience_count) as bigint) as experience_count,
        max(losses.rate) as rate_before,
        {{ safe_ratio(
            'sum(losses.later_count)', 'sum(losses.later_experience_count)'
        ) }} as rate_after,
        {{ safe_ratio(
            'sum(losses.constant_loss)', 'sum(losses.later_experience_count)'
        ) }} as constant_log_loss,
        {{ safe_ratio(
            'sum(losses.posterior_loss)', 'sum(losses.later_experience_count)'
        ) }} as posterior_log_loss
    from lose_by_forecast as losses
    cross join model_in_force
    where model_in_force.is_training
    group by
        model_in_force.model_version,
        losses.cut,
        losses.signal

)

select * from model_forecasts
