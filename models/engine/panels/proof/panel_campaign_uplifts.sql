-- One row per campaign, stratum and arm that may be read: how many more of 100
-- users bought something, with the ends of the interval.
with

campaign_effects as (

    select * from {{ ref('campaign_effects') }}
    where
        outcome = 'booked'
        and status = 'read'
        and stratum_kind in ('all', 'perk')

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

uplifts as (

    select
        {{ campaign_title('effects.campaign_id', 'effects.is_generated') }}
            as campaign,
        case
            when effects.stratum_kind = 'all' then 'Everybody'
            else coalesce(perk_catalogue.perk_name, effects.stratum)
        end as whom,
        {{ arm_title('effects.arm') }} as sent,
        100 * effects.uplift as uplift_points,
        100 * effects.lower as lower_points,
        100 * effects.upper as upper_points,
        effects.user_count,
        effects.reference_user_count
    from campaign_effects as effects
    left join perk_catalogue
        on effects.stratum = perk_catalogue.perk_code

)

select * from uplifts
