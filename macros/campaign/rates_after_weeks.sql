{#- A query for the share of users who come back within each of the campaign's
    weeks. -#}
{%- macro rates_after_weeks(users, days) -%}
    {% for weeks in var('campaign_weeks') -%}
    select
        {{ weeks }} as weeks,
        count(*) as user_count,
        {{ safe_ratio(count_where(days ~ ' < ' ~ 7 * weeks), 'count(*)') }}
            as base_rate
    from {{ users }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{%- endmacro -%}
