-- One row per signal of the model: how far its distribution has moved from
-- that of the model's training, as the population stability index.
{%- set expected_side, warn_at, fail_at = quality_limits()['psi_limits'] %}
with

signal_distributions as (

    select * from {{ ref('int_signal_distributions') }}

),

model_versions as (

    select max(model_version) as model_version
    from {{ ref('int_segments') }}

),

compared_bins as (

    select
        signal,
        unnest(shares) as share,
        unnest(reference_shares) as reference_share
    from signal_distributions
    where shares is not null

),

-- An empty bin counts as one user in ten thousand: its logarithm exists.
floored_bins as (

    select
        signal,
        greatest(share, 0.0001) as share,
        greatest(reference_share, 0.0001) as reference_share
    from compared_bins

),

signal_indices as (

    select
        signal,
        cast(sum(cast(
            (share - reference_share) * ln(share / reference_share)
            as decimal(18, 9)
        )) as double) as psi
    from floored_bins
    group by signal

),

-- Among too few users chance alone moves the index.
judged_indices as (

    select
        signal_distributions.signal,
        signal_indices.psi,
        case
            when
                signal_distributions.user_count
                >= {{ var('judged_user_minimum') }}
                then signal_indices.psi
        end as judged_psi
    from signal_distributions
    left join signal_indices
        on signal_distributions.signal = signal_indices.signal

),

signal_drift as (

    select
        judged_indices.signal,
        judged_indices.psi,
        {{ judged_status(
            'judged_indices.judged_psi',
            sql_text(expected_side),
            tojson(warn_at),
            tojson(fail_at)
        ) }} as status,
        model_versions.model_version as reference_model_version
    from judged_indices
    cross join model_versions

)

select * from signal_drift
