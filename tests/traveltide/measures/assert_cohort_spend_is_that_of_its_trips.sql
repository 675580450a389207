-- Fails when the money of the cohort's kept trips is not the same before and
-- after it is summed up by user.
with

trips as (

    select {{ sum_where(
        'trips.flight_spend_usd + trips.hotel_spend_usd',
        'not trips.is_cancelled_in_window'
    ) }} as spend_usd
    from {{ ref('int_trips') }} as trips
    inner join {{ ref('user_measures') }} as users
        on trips.user_id = users.user_id
    where
        trips.is_in_window
        and users.is_in_cohort

),

users as (

    select coalesce(sum(flight_spend_usd + hotel_spend_usd), 0) as spend_usd
    from {{ ref('int_cohort_trips_aggregated') }}

)

select
    trips.spend_usd,
    users.spend_usd as user_spend_usd
from trips
cross join users
where trips.spend_usd != users.spend_usd
