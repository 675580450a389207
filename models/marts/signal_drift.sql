-- One row per signal of the model: how far its distribution has moved from
-- that of the model's training, as the population stability index.
{%- set warn_at, fail_at = var('psi_limits') %}
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

signal_drift as (

    select
        signal_distributions.signal,
        signal_indices.psi,
        case
            when signal_indices.psi is null then 'unjudged'
            when signal_indices.psi > {{ fail_at }} then 'fail'
            when signal_indices.psi > {{ warn_at }} then 'warn'
            else 'pass'
        end as status,
        model_versions.model_version as reference_model_version
    from signal_distributions
    cross join model_versions
    left join signal_indices
        on signal_distributions.signal = signal_indices.signal

)

select * from signal_drift
