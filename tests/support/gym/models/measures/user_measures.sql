-- One row per member who came: what they did, as counts over trials.
with

visits as (

    select * from {{ ref('int_visits') }}

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

user_measures as (

    select
        {%- for signal in ['mornings', 'guests', 'weekends'] %}
        cast(sum(visits.{{ signal }}_count) as bigint) as {{ signal }}_count,
        count(*) as {{ signal }}_trials,
        {%- endfor %}
        count(*) as experience_count,
        visits.user_id,
        count(*) > max(active_window.visit_count_above) as is_in_cohort
    from visits
    cross join active_window
    group by visits.user_id

)

select * from user_measures
