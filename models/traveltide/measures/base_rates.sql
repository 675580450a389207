-- One row per number of weeks: which share of users book a trip in so many
-- weeks after the session that made them active enough, without any campaign.
-- All are of the same users, who have been so for the longest of these times.
with

active_window as (

    select * from {{ ref('int_active_window') }}

),

number_sessions_of_a_user as (

    select
        sessions.user_id,
        sessions.started_at,
        row_number() over (
            partition by sessions.user_id
            order by
                sessions.started_at asc,
                sessions.session_id asc
        ) as session_number
    from {{ ref('stg_traveltide__sessions') }} as sessions
    cross join active_window
    where {{ is_within_window('sessions.started_at') }}

),

active_users as (

    select
        numbered.user_id,
        numbered.started_at as active_since,
        active_window.as_of_date
    from number_sessions_of_a_user as numbered
    cross join active_window
    where numbered.session_number = active_window.session_count_above + 1

),

watched_users as (

    select
        user_id,
        active_since
    from active_users
    where
        {{ days_between('cast(active_since as date)', 'as_of_date') }}
        >= {{ 7 * var('campaign_weeks') | max }}

),

find_next_booking as (

    select
        watched_users.user_id,
        min({{ microseconds_between(
            'watched_users.active_since', 'trips.booked_at'
        ) }}) / 86400000000.0 as days_to_booking
    from watched_users
    left join {{ ref('int_trips') }} as trips
        on
            watched_users.user_id = trips.user_id
            and watched_users.active_since < trips.booked_at
    group by watched_users.user_id

),

base_rates as (

    {{ rates_after_weeks('find_next_booking', 'days_to_booking') }}

)

select * from base_rates
