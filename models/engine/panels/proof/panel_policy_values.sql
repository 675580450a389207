-- One row per campaign that was read, rule and outcome: what the rule would
-- have brought, from where to where; or why that is not said.
with

policy_values as (

    select * from {{ ref('policy_values') }}
    where status in ('read', 'too_few')

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

rules as (

    select
        {{ campaign_title('rules.campaign_id', 'rules.is_generated') }}
            as campaign,
        case rules.policy
            when 'chosen_perk' then 'the perk that suits them'
            when 'learned' then 'what was learned from other users'
            when 'budget' then 'what the budget is best spent on'
            when 'nothing' then 'nothing'
            else coalesce(perk_catalogue.perk_name, rules.policy) || ' for all'
        end as rule_title,
        case rules.outcome
            when 'booked' then 'bought something'
            else 'net value per user'
        end as outcome_title,
        cast(rules.effective_user_count as bigint) as effective_user_count,
        case
            when rules.status = 'too_few'
                then 'too few users were sent what it would have sent'
            else
                {{ format_outcome('rules.lower', 'rules.outcome') }} || ' to '
                || {{ format_outcome('rules.upper', 'rules.outcome') }}
        end as probable_value,
        rules.campaign_id || ' ' || rules.outcome || case rules.policy
            when 'chosen_perk' then ' 1'
            when 'learned' then ' 2'
            when 'budget' then ' 3'
            when 'nothing' then ' 5'
            else ' 4 ' || rules.policy
        end as place
    from policy_values as rules
    left join perk_catalogue
        on rules.policy = perk_catalogue.perk_code

)

select * from rules
