-- One row per campaign, policy and user who was sent what the policy might have
-- sent: how probably it would have, over how probably the campaign did. A
-- further policy is a further select.
with

campaign_users as (

    select
        users.*,
        coalesce(users.perk_code, 'nothing') as choice
    from {{ ref('int_campaign_users') }} as users

),

learned_choices as (

    select * from {{ ref('int_learned_choices') }}

),

budget_allocations as (

    select * from {{ ref('int_budget_allocations') }}

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

    select
        users.campaign_id,
        'learned' as policy,
        users.user_id,
        learned.probability / users.propensity as weight,
        users.booked,
        users.net_value_usd
    from campaign_users as users
    inner join learned_choices as learned
        on
            users.campaign_id = learned.campaign_id
            and users.user_id = learned.user_id
            and users.choice = learned.choice

    union all

    -- Who may not be contacted any more has no allocation, and gets nothing.
    select
        users.campaign_id,
        'budget' as policy,
        users.user_id,
        1 / users.propensity as weight,
        users.booked,
        users.net_value_usd
    from campaign_users as users
    left join budget_allocations as allocations
        on users.user_id = allocations.user_id
    where users.choice = coalesce(allocations.perk_code, 'nothing')

)

select * from policy_weights
