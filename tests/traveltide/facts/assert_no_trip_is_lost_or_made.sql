-- Fails when the sessions of all trips are not exactly the sessions that name
-- one: a trip is lost, or a join with flights or hotels has multiplied one.
{{ config(tags=['weekly']) }}
with

sessions as (

    select count(trip_id) as session_count
    from {{ ref('stg_traveltide__sessions') }}

),

trips as (

    select coalesce(sum(session_count), 0) as session_count
    from {{ ref('int_trips') }}

)

select
    sessions.session_count,
    trips.session_count as trip_session_count
from sessions
cross join trips
where sessions.session_count != trips.session_count
