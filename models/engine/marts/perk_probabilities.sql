-- One row per campaign that can be believed, segment and perk: how probably a
-- campaign that learns from it sends the perk to a user of the segment.
with

learned_probabilities as (

    select * from {{ ref('ml_perk_probabilities') }}
    where left_out_half = 0

),

campaign_windows as (

    select * from {{ ref('int_campaign_windows') }}

),

failed_checks as (

    {{ failed_campaigns() }}

),

perk_probabilities as (

    select
        learned.campaign_id,
        learned.segment_key,
        learned.choice as perk_code,
        learned.user_count,
        learned.value_per_user,
        learned.best_share,
        learned.probability,
        windows.is_generated
    from learned_probabilities as learned
    inner join campaign_windows as windows
        on learned.campaign_id = windows.campaign_id
    left join failed_checks
        on learned.campaign_id = failed_checks.campaign_id
    where failed_checks.campaign_id is null

)

select * from perk_probabilities
