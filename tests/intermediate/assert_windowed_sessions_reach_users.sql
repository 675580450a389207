-- Fails when the sessions of the window and the sessions counted for users
-- are not the same number.
with

sessions as (

    select count(*) as session_count
    from {{ ref('int_sessions_in_window') }}

),

users as (

    select coalesce(sum(session_count), 0) as session_count
    from {{ ref('int_sessions_aggregated_to_users') }}

)

select
    sessions.session_count,
    users.session_count as user_session_count
from sessions
cross join users
where sessions.session_count != users.session_count
