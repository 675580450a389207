-- One row per visit: what it says of each signal.
with

visits as (

    select * from {{ ref('stg_gym__visits') }}

),

members as (

    select * from {{ ref('stg_gym__members') }}

),

describe_visits as (

    select
        visits.user_id,
        visits.visit_id,
        visits.class_id,
        visits.visited_at,
        case when extract(hour from visits.visited_at) < 9 then 1 else 0 end
            as mornings_count,
        case when visits.has_guest then 1 else 0 end as guests_count,
        case
            when extract(isodow from visits.visited_at) > 5 then 1 else 0
        end as weekends_count
    from visits
    inner join members
        on visits.user_id = members.user_id

)

select * from describe_visits
