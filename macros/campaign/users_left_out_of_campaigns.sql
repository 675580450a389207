{#- A query for the users whom campaigns leave alone, and why. A user is in one
    campaign at a time, as each would blur what the other shows, and in none
    while held out for good. The query around it must define campaigns, users,
    and assignments, who is in which campaign. -#}
{%- macro users_left_out_of_campaigns() -%}
    select
        campaigns.campaign_id,
        users.user_id,
        case
            when suppressed_users.user_id is not null
                then 'not to be contacted'
            when {{ is_held_out('users.user_id') }}
                then 'in the standing holdout'
            else 'in another campaign'
        end as why_not
    from users
    cross join campaigns
    left join {{ ref('suppressed_users') }} as suppressed_users
        on users.user_id = suppressed_users.user_id
    left join (
        select distinct
            campaigns.campaign_id,
            assignments.user_id
        from campaigns
        inner join assignments
            on
                campaigns.campaign_id != assignments.campaign_id
                and {{ campaigns_overlap(
                    'campaigns.starts_on',
                    'campaigns.horizon_days',
                    'cast(assignments.assigned_at as date)',
                    'assignments.horizon_days'
                ) }}
    ) as busy_users
        on
            campaigns.campaign_id = busy_users.campaign_id
            and users.user_id = busy_users.user_id
    where
        suppressed_users.user_id is not null
        or busy_users.user_id is not null
        or {{ is_held_out('users.user_id') }}
{%- endmacro -%}
