{#- One row of campaign_events.csv: something that happened to a user of the
    generated campaign. -#}
{%- macro generated_campaign_rows(seed) -%}
    {%- set shares = generator_shares() -%}
    {%- set events = {
        'delivered': ['perk_code is not null', 'sent_at'],
        'booked': ['is_booked', 'booked_at'],
        'redeemed': ['is_redeemed', 'booked_at'],
        'cancelled': ['is_cancelled', 'booked_at + interval 2 day'],
    } -%}
    {%- for event_type, (condition, moment) in events.items() %}
    select
        concat(user_id, '-', md5(concat(campaign_digits, '{{ event_type }}')))
            as event_id,
        campaign_id,
        user_id,
        '{{ event_type }}' as event_type,
        {{ moment }} as occurred_at,
        {{ 'perk_code' if event_type in ('delivered', 'redeemed')
            else 'cast(null as varchar)' }} as perk_code,
        {% if event_type in ('booked', 'cancelled') -%}
        concat(user_id, '-', campaign_digits) as trip_id,
        {%- else -%}
        cast(null as varchar) as trip_id,
        {%- endif %}
        {{ 'revenue_usd' if event_type == 'booked' else 'null' }}
            as revenue_usd,
        {%- if event_type == 'redeemed' %}
        case perk_code
            {%- for perk, cost in shares['campaign_costs'].items() %}
            when '{{ perk }}' then {{ cost }}
            {%- endfor %}
        end as cost_usd
        {%- else %}
        null as cost_usd
        {%- endif %}
    from generated_campaign
    where {{ condition }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    order by
        user_id,
        occurred_at,
        event_type
{%- endmacro -%}
