{#- A query for the campaign that was read last, if any: from what it showed the
    next one can learn. -#}
{%- macro last_read_campaign() -%}
    select
        assigned.campaign_id
    from (
        select
            campaign_id,
            max(assigned_at) as assigned_at
        from {{ ref('campaign_assignments') }}
        group by campaign_id
    ) as assigned
    where assigned.campaign_id in (
        select campaign_id from {{ ref('policy_values') }}
        where status in ('read', 'too_few')
    )
    order by assigned.assigned_at desc, assigned.campaign_id
    limit 1
{%- endmacro -%}
