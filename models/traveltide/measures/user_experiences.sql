-- One row per trip and state that it was known in, from when until when: what
-- it adds to each signal. A trip that was cancelled has been kept before.
with

trips as (

    select * from {{ ref('int_trips') }}
    where is_in_window

),

list_states as (

    select
        {%- for name, added
            in trip_counts('has_flight', 'has_hotel', 'false').items() %}
        {{ added }} as {{ name }},
        {%- endfor %}
        user_id,
        trip_id as experience_id,
        booked_at as occurred_at,
        booked_at as known_from,
        case when is_cancelled_in_window then cancelled_at end as known_until
    from trips
    where booked_at is not null

    union all

    select
        {%- for name, added in trip_counts('false', 'false', 'true').items() %}
        {{ added }} as {{ name }},
        {%- endfor %}
        user_id,
        trip_id as experience_id,
        booked_at as occurred_at,
        greatest(cancelled_at, coalesce(booked_at, cancelled_at)) as known_from,
        cast(null as timestamp) as known_until
    from trips
    where is_cancelled_in_window

)

select * from list_states
