-- One row per data set, user and time with the same segment, perk and model:
-- the history that later builds go on from. It is written after every check
-- and every page, and only by a command that releases.
-- depends_on: {{ ref('dashboard_files') }}
-- depends_on: {{ ref('released_marts') }}
-- depends_on: {{ ref('perk_evidence') }}
-- depends_on: {{ ref('perk_placements') }}
-- depends_on: {{ ref('segment_centroids') }}
-- depends_on: {{ ref('policy_backtest') }}
-- depends_on: {{ ref('signal_forecasts') }}
-- depends_on: {{ ref('campaign_assignments') }}
-- depends_on: {{ ref('user_recommendations') }}
with

perk_history as (

    select * from {{ ref('perk_history') }}

),

releasable_data_sets as (

    select data_set from {{ ref('release_facts') }}
    where user_count > 0 and is_releasing('')

),

perk_intervals as (

    select
        releasable_data_sets.data_set,
        perk_history.user_id,
        perk_history.segment_key,
        perk_history.primary_perk,
        perk_history.is_fallback,
        perk_history.model_version,
        perk_history.valid_from,
        perk_history.valid_to,
        perk_history.change_reason,
        perk_history.end_reason,
        perk_history.is_kept_by_hysteresis,
        perk_history.signal_fingerprint
    from perk_history
    cross join releasable_data_sets

)

select * from perk_intervals
