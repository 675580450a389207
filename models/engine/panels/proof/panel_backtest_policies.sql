-- One row per policy: whether it would have met what users did next, over all
-- days to which the clock was set back.
with

model_space as (

    select model_version from {{ ref('int_model_space') }}

),

lifts as (

    select lifts.*
    from {{ ref('int_model_lifts') }} as lifts
    inner join model_space
        on lifts.model_version = model_space.model_version

),

count_cuts as (

    select count(distinct cut) as cut_count
    from lifts

),

backtest_policies as (

    {% for policy, title in {
        'individual': "The user's own past",
        'blended': 'Own past and segment',
        'segment': 'The segment alone',
        'random': 'At random among what they did',
    }.items() -%}
    select
        {{ loop.index }} as place,
        {%- set is_in_use = policy == var('perk_policy') %}
        {{ sql_text(title ~ (' (in use)' if is_in_use else '')) }} as title,
        {{ is_in_use }} as is_in_use,
        count_cuts.cut_count,
        lifts.user_count,
        lifts.experience_count,
        lifts.lift,
        lifts.lower_end,
        lifts.upper_end
    from lifts
    cross join count_cuts
    where
        lifts.cut is null
        and lifts.signal is null
        and lifts.policy = '{{ policy }}'
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from backtest_policies
