-- One row per campaign, user and perk, or nothing: how probably a campaign that
-- learns would send it, by what the half without the user teaches. As in its
-- draw, a user is sent only what the user may have, and one of a segment that
-- was not seen what goes for any.
with

campaign_users as (

    select
        users.campaign_id,
        users.user_id,
        users.segment_key,
        {{ half_of_campaign('users') }} as half
    from {{ ref('int_campaign_users') }} as users

),

perk_probabilities as (

    select * from {{ ref('ml_perk_probabilities') }}

),

known_segments as (

    select distinct
        campaign_id,
        left_out_half,
        segment_key
    from perk_probabilities

),

find_segments_to_follow as (

    select
        users.campaign_id,
        users.user_id,
        users.half,
        coalesce(known_segments.segment_key, 'any') as segment_key
    from campaign_users as users
    left join known_segments
        on
            users.campaign_id = known_segments.campaign_id
            and users.half = known_segments.left_out_half
            and users.segment_key = known_segments.segment_key

),

learned_choices as (

    select
        users.campaign_id,
        users.user_id,
        learned.choice,
        -- In one order, for the last digit to be the same each time.
        learned.probability / sum(learned.probability) over (
            partition by users.campaign_id, users.user_id
            order by learned.choice
            rows between unbounded preceding and unbounded following
        ) as probability
    from find_segments_to_follow as users
    inner join perk_probabilities as learned
        on
            users.campaign_id = learned.campaign_id
            and users.half = learned.left_out_half
            and users.segment_key = learned.segment_key
    left join {{ ref('int_eligible_perks') }} as perks
        on
            users.user_id = perks.user_id
            and learned.choice = perks.perk_code
    where perks.user_id is not null or learned.choice = 'nothing'

)

select * from learned_choices
