-- Fails when the sessions of the window and the sessions counted for users
-- are not the same number.
{{ config(tags=['weekly']) }}
with

active_window as (

    select * from {{ ref('int_active_window') }}

),

sessions as (

    select count(*) as session_count
    from {{ ref('stg_traveltide__sessions') }} as sessions
    inner join active_window
        on {{ is_within_window('sessions.started_at') }}

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
