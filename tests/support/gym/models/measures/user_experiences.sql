-- One row per visit: what it says of each signal. No visit is undone.
with

visits as (

    select * from {{ ref('int_visits') }}

),

user_experiences as (

    select
        {%- for signal in ['mornings', 'guests', 'weekends'] %}
        {{ signal }}_count,
        1 as {{ signal }}_trials,
        {%- endfor %}
        user_id,
        visit_id as experience_id,
        visited_at as occurred_at,
        visited_at as known_from,
        cast(null as timestamp) as known_until
    from visits

)

select * from user_experiences
