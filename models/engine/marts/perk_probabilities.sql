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

smallest_groups as (

    select
        campaign_id,
        segment_key = 'any' as is_of_all,
        min(nullif(user_count, 0)) as user_count
    from learned_probabilities
    group by
        campaign_id,
        segment_key = 'any'

),

-- Segments and perks, added up, are published elsewhere, so that one cell could
-- be worked out of the others: all of a campaign's are withheld, or none.
perk_probabilities as (

    select
        learned.campaign_id,
        learned.segment_key,
        learned.choice as perk_code,
        {%- for name in ['user_count', 'value_per_user'] %}
        case
            when smallest.user_count >= {{ var('smallest_published_cell') }}
                then learned.{{ name }}
        end as {{ name }},
        {%- endfor %}
        learned.best_share,
        learned.probability,
        windows.is_generated
    from learned_probabilities as learned
    inner join campaign_windows as windows
        on learned.campaign_id = windows.campaign_id
    inner join smallest_groups as smallest
        on
            learned.campaign_id = smallest.campaign_id
            and (learned.segment_key = 'any') = smallest.is_of_all
    left join failed_checks
        on learned.campaign_id = failed_checks.campaign_id
    where failed_checks.campaign_id is null

)

select * from perk_probabilities
