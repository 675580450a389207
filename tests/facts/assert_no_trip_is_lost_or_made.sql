-- Fails when the trips are not exactly the distinct trip_ids that sessions
-- name, or a join with flights or hotels has multiplied one.
with

named_trips as (

    select distinct trip_id from {{ ref('stg_traveltide__sessions') }}
    where trip_id is not null

),

trips as (

    select trip_id from {{ ref('int_trips') }}

),

counted as (

    select
        (select count(*) from named_trips) as named_trip_count,
        (select count(*) from trips) as trip_count

)

select
    named_trip_count,
    trip_count
from counted
where named_trip_count != trip_count
