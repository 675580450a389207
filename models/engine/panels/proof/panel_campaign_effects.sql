-- One row per campaign, outcome and arm among all users: what it did more than
-- the others, from where to where the truth probably lies.
with

campaign_effects as (

    select * from {{ ref('campaign_effects') }}
    where stratum_kind = 'all'

),

effects as (

    select
        {{ campaign_title('campaign_id', 'is_generated') }} as campaign,
        case outcome
            when 'booked' then 'bought something'
            when 'cancelled' then 'cancelled'
            when 'redeemed' then 'redeemed a perk'
            when 'revenue_usd' then 'revenue per user'
            when 'cost_usd' then 'cost per user'
            else 'net value per user'
        end as outcome_title,
        {{ arm_title('arm') }} as sent,
        {{ format_outcome('value_per_user', 'outcome') }} as value_per_user,
        {{ arm_title('reference_arm') }} as compared_with,
        {{ format_outcome('reference_value_per_user', 'outcome') }}
            as reference_value_per_user,
        {{ format_outcome('lower', 'outcome', true) }}
        || ' to '
        || {{ format_outcome('upper', 'outcome', true) }}
        || case
            when outcome in ('booked', 'cancelled', 'redeemed') then ' points'
            else ''
        end as difference,
        case
            when status = 'invalid' then 'not to be believed'
            when status = 'too_early' then 'too early'
            when status = 'withheld' then 'too few users'
            when lower > 0 then 'more'
            when upper < 0 then 'less'
            else 'no difference shown'
        end as verdict,
        campaign_id || case outcome
            when 'booked' then ' 1'
            when 'cancelled' then ' 2'
            when 'redeemed' then ' 3'
            when 'revenue_usd' then ' 4'
            when 'cost_usd' then ' 5'
            else ' 6'
        end || ' ' || arm as place
    from campaign_effects

)

select * from effects
