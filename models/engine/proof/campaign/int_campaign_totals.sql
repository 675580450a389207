-- One row per campaign, stratum, outcome and arm: its users, and what they did
-- in sum. All that an effect is read from.
with

campaign_users as (

    select * from {{ ref('int_campaign_users') }}

),

campaign_totals as (

    {% for kind, stratum in {
        'all': "'all'",
        'perk': 'stratum_perk',
        'segment': 'segment_key',
    }.items() -%}
    {%- set is_last_kind = loop.last -%}
    {%- for outcome in campaign_outcome_names() %}
    select
        campaign_id,
        '{{ kind }}' as stratum_kind,
        {{ stratum }} as stratum,
        '{{ outcome }}' as outcome,
        {{ 'false' if outcome.endswith('_usd') else 'true' }} as is_share,
        arm,
        count(*) as user_count,
        {{ count_where(outcome ~ ' != 0') }} as event_count,
        {{ exact_sum(outcome) }} as total,
        {{ exact_sum(outcome ~ ' * ' ~ outcome) }} as total_squares
    from campaign_users
    group by
        campaign_id,
        {{ stratum ~ ',' if kind != 'all' }}
        arm
    {{ 'union all' if not (loop.last and is_last_kind) }}
    {% endfor %}
    {%- endfor %}
)

select * from campaign_totals
