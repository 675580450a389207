-- One row per campaign, policy and user who was sent what the policy might have
-- sent: how probably it would have, over how probably the campaign did. A
-- further policy is a further select.
with

campaign_users as (

    select
        users.*,
        coalesce(users.perk_code, 'nothing') as choice,
        {{ half_of_campaign('users') }} as half
    from {{ ref('int_campaign_users') }} as users

),

perk_probabilities as (

    select * from {{ ref('ml_perk_probabilities') }}

),

policy_weights as (

    select
        campaign_id,
        'chosen_perk' as policy,
        user_id,
        1 / propensity as weight,
        booked,
        net_value_usd
    from campaign_users
    where perk_code = stratum_perk

    union all

    -- For all users the same, or nothing.
    select
        campaign_id,
        choice as policy,
        user_id,
        1 / propensity as weight,
        booked,
        net_value_usd
    from campaign_users

    union all

    -- Learned from the half to which the user does not belong.
    select
        users.campaign_id,
        'learned' as policy,
        users.user_id,
        learned.probability / users.propensity as weight,
        users.booked,
        users.net_value_usd
    from campaign_users as users
    inner join perk_probabilities as learned
        on
            users.campaign_id = learned.campaign_id
            and users.segment_key = learned.segment_key
            and users.choice = learned.choice
            and users.half = learned.left_out_half

)

select * from policy_weights
