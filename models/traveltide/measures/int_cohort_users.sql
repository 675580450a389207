-- One row per user of the active cohort.
with

active_window as (

    select * from {{ ref('int_active_window') }}

),

users as (

    select
        user_id,
        signed_up_date
    from {{ ref('stg_traveltide__users') }}

),

sessions_by_user as (

    select
        user_id,
        session_count
    from {{ ref('int_sessions_aggregated_to_users') }}

),

trips_by_user as (

    select
        user_id,
        booked_trip_count
    from {{ ref('int_trips_aggregated_to_users') }}

),

cohort_users as (

    select
        sessions_by_user.user_id,
        sessions_by_user.session_count
    from sessions_by_user
    cross join active_window
    left join trips_by_user
        on sessions_by_user.user_id = trips_by_user.user_id
    left join users
        on sessions_by_user.user_id = users.user_id
    where
        (
            sessions_by_user.session_count > active_window.session_count_above
            or coalesce(trips_by_user.booked_trip_count, 0)
            > active_window.or_booked_trip_count_above
        )
        and (
            active_window.signed_up_from is null
            or users.signed_up_date >= active_window.signed_up_from
        )
        and (
            active_window.signed_up_before is null
            or users.signed_up_date < active_window.signed_up_before
        )

)

select * from cohort_users
