-- One row per usable row of visits.
with

visits as (

    {{ kept_rows('visits') }}

)

select * from visits
