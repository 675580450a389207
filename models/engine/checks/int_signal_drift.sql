-- One row per signal of the model: how far its distribution has moved from
-- that of the model's training, as the population stability index.
{%- set expected_side, warn_at, fail_at = quality_limits()['psi_limits'] %}
with

signals as (

    select signal from {{ ref('int_signals') }}

),

model_space as (

    select model_version from {{ ref('int_model_space') }}

),

-- An empty bin counts as one user in ten thousand: its logarithm exists.
distributions as (

    select
        signal,
        user_count,
        greatest(user_share, 0.0001) as user_share,
        greatest(reference_share, 0.0001) as reference_share
    from {{ ref('int_signal_distributions') }}

),

compare_distributions as (

    select
        signal,
        sum(user_count) as user_count,
        cast(sum(cast(
            (user_share - reference_share) * ln(user_share / reference_share)
            as decimal(18, 9)
        )) as double) as psi
    from distributions
    group by signal

),

-- Among too few users chance alone moves the index.
signal_drift as (

    select
        signals.signal,
        case when compared.user_count > 0 then compared.psi end as psi,
        {{ check_status(
            'case when compared.user_count >= '
            ~ var('judged_user_minimum') ~ ' then compared.psi end',
            sql_text(expected_side),
            tojson(warn_at),
            tojson(fail_at)
        ) }} as status,
        model_space.model_version as reference_model_version
    from signals
    cross join model_space
    left join compare_distributions as compared
        on signals.signal = compared.signal

)

select * from signal_drift
