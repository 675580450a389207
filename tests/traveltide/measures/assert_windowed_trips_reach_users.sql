-- Fails when trips or cancellations of the window are not the same before and
-- after they are counted by user.
{{ config(tags=['weekly']) }}
with

trips as (

    select
        count(*) as trip_count,
        {{ count_where('is_cancelled_in_window') }} as cancelled_count
    from {{ ref('int_trips') }}
    where is_in_window

),

users as (

    select
        coalesce(sum(experience_count), 0) as trip_count,
        coalesce(sum(cancels_count), 0) as cancelled_count
    from {{ ref('user_measures') }}

)

select
    trips.trip_count,
    users.trip_count as user_trip_count,
    trips.cancelled_count,
    users.cancelled_count as user_cancelled_count
from trips
cross join users
where
    trips.trip_count != users.trip_count
    or trips.cancelled_count != users.cancelled_count
