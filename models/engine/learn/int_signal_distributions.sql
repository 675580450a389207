-- One row per signal of the model: how the cohort's users with evidence spread
-- over tenths of the model's training, those at zero apart, now and then.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

remembered_signals as (

    select * from {{ ref('stg_remembered__model_signals') }}

),

user_signals as (

    select
        signal,
        transformed_value
    from {{ ref('int_user_signals_transformed') }}

),

signal_scales as (

    select signal from {{ ref('int_signal_scales') }}

),

measured_bounds as (

    select
        signal,
        quantile_disc(
            transformed_value,
            [{% for tenth in range(1, 10) %}0.{{ tenth }}{{
                ', ' if not loop.last
            }}{% endfor %}]
        ) filter (where transformed_value != 0) as bounds
    from user_signals
    group by signal

),

bounds_in_force as (

    select
        signal_scales.signal,
        coalesce(
            case
                when model_plan.is_training then measured_bounds.bounds
                else remembered_signals.bounds
            end,
            cast([] as decimal(18, 9)[])
        ) as bounds,
        remembered_signals.shares as remembered_shares
    from signal_scales
    cross join model_plan
    left join measured_bounds
        on signal_scales.signal = measured_bounds.signal
    left join remembered_signals
        on
            signal_scales.signal = remembered_signals.signal
            and model_plan.model_version = remembered_signals.model_version

),

bounded_users as (

    select
        user_signals.signal,
        user_signals.transformed_value,
        bounds_in_force.bounds
    from user_signals
    inner join bounds_in_force
        on user_signals.signal = bounds_in_force.signal

),

-- Bin 0 is zero itself, bin 1 what lies up to the first bound.
binned_users as (

    select
        signal,
        case
            when transformed_value = 0 then 0
            else 1 + len(list_filter(
                bounds, lambda bound: transformed_value > bound
            ))
        end as bin
    from bounded_users

),

counted_bins as (

    select
        signal,
        count(*) as user_count,
        [
            {%- for bin in range(11) %}
            count(*) filter (where bin = {{ bin }}){{ ',' if not loop.last }}
            {%- endfor %}
        ] as bin_counts
    from binned_users
    group by signal

),

measured_shares as (

    select
        signal,
        user_count,
        list_transform(
            bin_counts,
            lambda bin_count: {{ safe_ratio('bin_count', 'user_count') }}
        ) as shares
    from counted_bins

),

signal_distributions as (

    select
        bounds_in_force.signal,
        bounds_in_force.bounds,
        coalesce(measured_shares.user_count, 0) as user_count,
        measured_shares.shares,
        coalesce(
            bounds_in_force.remembered_shares, measured_shares.shares
        ) as reference_shares
    from bounds_in_force
    left join measured_shares
        on bounds_in_force.signal = measured_shares.signal

)

select * from signal_distributions
