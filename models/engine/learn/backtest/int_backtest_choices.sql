-- One row per cut, policy and user with evidence before and an experience after
-- the cut: the signal whose perk the policy would have given on that day.
{%- set policies = ['individual', 'blended', 'segment', 'random'] %}
with

segments as (

    select
        cast(cut as date) as cut,
        user_id,
        cluster
    from {{ ref('ml_backtest_segments') }}

),

perk_terms as (

    select * from {{ ref('int_perk_terms') }}

),

rate_segments as (

    select
        {%- for signal in signals() %}
        {%- set name = signal.name %}
        coalesce({{ safe_ratio(
            'sum(users.' ~ name ~ '_count) over own_segment',
            'sum(users.' ~ name ~ '_trials) over own_segment'
        ) }}, 0) as {{ name }}_segment_rate,
        {%- endfor %}
        users.*
    from {{ ref('int_backtest_users') }} as users
    inner join segments
        on
            users.cut = segments.cut
            and users.user_id = segments.user_id
    window own_segment as (partition by users.cut, segments.cluster)

),

score_perks as (

    {% for policy in policies -%}
    select
        '{{ policy }}' as policy,
        {%- for signal in signals() %}
        {%- set name = signal.name %}
        perk_terms.{{ name }}_priority,
        case
            when
                users.{{ name }}_count > 0
                and perk_terms.{{ name }}_perk_code is not null
                then
                    {{ backtest_score(policy, 'users', signal) }}
                    {{- ' * perk_terms.' ~ name ~ '_weight'
                        if policy != 'random' }}
        end as {{ name }}_score,
        {%- endfor %}
        users.cut,
        users.user_id
    from rate_segments as users
    cross join perk_terms
    where users.later_experience_count > 0
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

find_best_perk as (

    select
        *,
        {{ best_priority() }} as best_priority
    from score_perks

),

backtest_choices as (

    select
        cut,
        policy,
        user_id,
        {{ of_perk('signal', 'best_priority') }} as signal
    from find_best_perk

    union all

    -- Null stands for every perk: each is given to everybody in turn.
    select
        cut,
        'one_perk' as policy,
        user_id,
        cast(null as string) as signal
    from rate_segments
    where later_experience_count > 0

)

select * from backtest_choices
