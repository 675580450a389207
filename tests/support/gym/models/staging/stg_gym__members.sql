-- One row per usable row of members.
with

members as (

    {{ kept_rows('members') }}

)

select * from members
