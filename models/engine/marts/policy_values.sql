-- One row per campaign, policy and outcome: what the policy would have brought
-- a user of the campaign, if enough users were sent what it would have sent.
-- What may not be read is null, so that nobody reads it.
with

policy_values as (

    select * from {{ ref('int_policy_values') }}

),

campaign_windows as (

    select * from {{ ref('int_campaign_windows') }}

),

failed_checks as (

    {{ failed_campaigns() }}

),

judge_values as (

    select
        policies.*,
        windows.is_generated,
        case
            when failed_checks.campaign_id is not null then 'invalid'
            when windows.read_share < 1 then 'too_early'
            when
                policies.effective_user_count
                < {{ var('effective_user_minimum') }}
                then 'too_few'
            else 'read'
        end as status
    from policy_values as policies
    inner join campaign_windows as windows
        on policies.campaign_id = windows.campaign_id
    left join failed_checks
        on policies.campaign_id = failed_checks.campaign_id

),

value_policies as (

    select
        campaign_id,
        policy,
        outcome,
        user_count,
        effective_user_count,
        case when status = 'read' then value_per_user end as value_per_user,
        case when status = 'read' then value_per_user - half_width end
            as lower,
        case when status = 'read' then value_per_user + half_width end
            as upper,
        status,
        is_generated
    from judge_values

)

select * from value_policies
