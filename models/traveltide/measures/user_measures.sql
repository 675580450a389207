-- One row per user with a session in the window: what they did, as counts over
-- trials. It is all that the engine knows of a user.
with

sessions_by_user as (

    select
        user_id,
        session_count
    from {{ ref('int_sessions_aggregated_to_users') }}

),

trips as (

    select * from {{ ref('int_trips') }}
    where is_in_window

),

users as (

    select
        user_id,
        signed_up_date
    from {{ ref('stg_traveltide__users') }}

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

count_trips_of_a_user as (

    select
        user_id,
        count(*) as experience_count,
        {%- for name, added in trip_counts(
            'is_flown', 'is_stayed', 'is_cancelled_in_window'
        ).items() %}
        cast(sum({{ added }}) as bigint) as {{ name }},
        {%- endfor %}
        {{ count_where('is_cancelled_in_window and booked_at is not null') }}
            as cancels_witnessed_count,
        count(booked_at) as cancels_witnessed_trials,
        {{ sum_where('night_count * night_count', 'is_stayed', 'bigint') }}
            as nights_squares
    from trips
    group by user_id

),

user_measures as (

    select
        {%- for column in [
            'bags_count', 'bags_trials', 'cancels_count', 'cancels_trials',
            'cancels_witnessed_count', 'cancels_witnessed_trials',
            'deals_count', 'deals_trials', 'bundles_count', 'bundles_trials',
            'nights_count', 'nights_trials', 'nights_squares',
            'experience_count',
        ] %}
        coalesce(trips_by_user.{{ column }}, 0) as {{ column }},
        {%- endfor %}
        sessions_by_user.user_id,
        {{ is_cohort_member() }} as is_in_cohort
    from sessions_by_user
    cross join active_window
    left join count_trips_of_a_user as trips_by_user
        on sessions_by_user.user_id = trips_by_user.user_id
    left join users
        on sessions_by_user.user_id = users.user_id

)

select * from user_measures
