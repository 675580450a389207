-- One row per campaign: whether its effects can be believed, and read yet, in
-- words; the checks behind it stand on the technical page.
with

campaign_checks as (

    select * from {{ ref('campaign_checks') }}
    where status != 'pass'

),

campaigns as (

    select distinct
        campaign_id,
        is_generated
    from {{ ref('campaign_checks') }}

),

tell_what_is_wrong as (

    select
        campaign_id,
        status,
        case check_name
            when 'sample_ratio_p_value'
                then 'the groups are not as large as they were drawn'
            when 'assigned_users_missing'
                then 'users who were drawn are missing from the data'
            when 'arms_without_events'
                then 'nobody of a whole group is reported to have bought'
            when 'events_unknown_campaign'
                then 'what is reported is of a campaign that was never sent'
            when 'events_user_not_assigned'
                then 'something is reported of users who were not drawn'
            when 'events_unknown_event_type'
                then 'something is reported that is not known here'
            when 'events_before_sending'
                then 'something is reported from before the sending'
            when 'holdout_users_sent'
                then 'users who were to get nothing were sent something'
            else 'something is wrong with what is reported'
        end as problem
    from campaign_checks

),

sum_up_problems as (

    select
        campaign_id,
        max(case when status = 'fail' then 1 else 0 end) as has_failed,
        max(case when status = 'warn' then 1 else 0 end) as has_warned,
        string_agg(
            case when status in ('fail', 'warn') then problem end,
            '; ' order by problem
        ) as problems
    from tell_what_is_wrong
    group by campaign_id

),

campaign_trust as (

    select
        {{ campaign_title(
            'campaigns.campaign_id', 'campaigns.is_generated'
        ) }} as campaign,
        case
            when problems.campaign_id is null then 'yes'
            when problems.has_failed = 1 then 'no'
            when problems.has_warned = 1 then 'with care'
            else 'not yet'
        end as is_believable,
        coalesce(
            upper(substr(problems.problems, 1, 1))
            || substr(problems.problems, 2) || '.',
            case
                when problems.campaign_id is null
                    then
                        'The groups are as they were drawn, and all that was'
                        || ' to be reported is here.'
                else 'The time to wait is not over, or reports are missing.'
            end
        ) as why
    from campaigns
    left join sum_up_problems as problems
        on campaigns.campaign_id = problems.campaign_id

)

select * from campaign_trust
