-- One row per cut and cohort user with an experience before it: what was known
-- of the user then, and what the user did later.
with

cohort_users as (

    select user_id from {{ ref('user_measures') }}
    where is_in_cohort

),

draw_users as (

    {{ drawn_by_md5('cohort_users', var('backtest_user_max')) }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

model_plan as (

    select is_training from {{ ref('int_model_plan') }}

),

backtest_cuts as (

    {{ backtest_cuts() }}

),

set_back_the_clock as (

    select
        experiences.*,
        backtest_cuts.cut,
        experiences.known_from < backtest_cuts.cut
        and (
            experiences.known_until is null
            or experiences.known_until >= backtest_cuts.cut
        ) as is_known,
        experiences.occurred_at >= backtest_cuts.cut
        and experiences.known_until is null as is_later
    from {{ ref('user_experiences') }} as experiences
    inner join draw_users
        on experiences.user_id = draw_users.user_id
    cross join backtest_cuts
    cross join model_plan
    where model_plan.is_training

),

count_before_and_after as (

    select
        cut,
        user_id,
        {%- for signal in signals() %}
        {%- set name = signal.name %}
        {%- for part in ['count', 'trials'] %}
        {{ sum_where(name ~ '_' ~ part, 'is_known', 'bigint') }}
            as {{ name }}_{{ part }},
        {%- endfor %}
        {{ sum_where(name ~ '_count', 'is_later', 'bigint') }}
            as later_{{ name }}_count,
        {%- endfor %}
        {{ count_where('is_known') }} as experience_count,
        {{ count_where('is_later') }} as later_experience_count
    from set_back_the_clock
    where is_known or is_later
    group by
        cut,
        user_id

),

backtest_users as (

    select
        {%- for signal in signals() %}
        coalesce({{ safe_ratio(
            'sum(' ~ signal.name ~ '_count) over (partition by cut)',
            'sum(' ~ signal.name ~ '_trials) over (partition by cut)'
        ) }}, 0) as {{ signal.name }}_rate,
        {%- endfor %}
        users.*
    from count_before_and_after as users
    where users.experience_count > 0

)

select * from backtest_users
