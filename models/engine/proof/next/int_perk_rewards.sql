-- One row per campaign that was read, segment, perk and half of its users: what
-- users were worth who were sent it, in sums. Weighted by how improbable that
-- was, users of different perks are alike.
with

campaign_users as (

    select
        users.*,
        coalesce(users.perk_code, 'nothing') as choice,
        1 / users.propensity as weight,
        {{ half_of_campaign('users') }} as half
    from {{ ref('int_campaign_users') }} as users
    inner join {{ ref('int_campaign_windows') }} as windows
        on users.campaign_id = windows.campaign_id
    where windows.read_share = 1

),

perk_rewards as (

    select
        campaign_id,
        segment_key,
        choice,
        half,
        count(*) as user_count,
        {{ exact_sum('weight') }} as weight,
        {{ exact_sum('weight * weight') }} as weight_squares,
        {{ exact_sum('weight * net_value_usd') }} as weighted_value,
        {{ exact_sum('weight * net_value_usd * net_value_usd') }}
            as weighted_squares
    from campaign_users
    group by
        campaign_id,
        segment_key,
        choice,
        half

)

select * from perk_rewards
