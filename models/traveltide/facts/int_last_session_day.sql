-- One row: the last day on which there were sessions, misdated ones left out.
with

sessions as (

    select started_at from {{ ref('stg_traveltide__sessions') }}
    where started_at is not null

),

session_days as (

    select
        cast(started_at as date) as session_date,
        count(*) as session_count
    from sessions
    group by cast(started_at as date)

),

compared_days as (

    select
        session_date,
        session_date - lag(session_date) over (order by session_date)
            as days_since_previous,
        sum(session_count) over (
            order by session_date desc
            rows between unbounded preceding and current row
        ) as session_count_from_here,
        sum(session_count) over () as session_count
    from session_days

),

-- A handful of sessions long after all others is a slip of the pen: it must
-- not make everybody look like gone for as long.
misdated_since as (

    select min(session_date) as session_date
    from compared_days
    where
        days_since_previous > {{ var('misdated_after_days') }}
        and session_count_from_here
        <= {{ var('max_rejected_share') }} * session_count

),

last_session_day as (

    select
        cast(max(sessions.started_at) filter (
            where misdated_since.session_date is null
            or sessions.started_at < misdated_since.session_date
        ) as date) as last_session_date,
        count(*) filter (
            where sessions.started_at >= misdated_since.session_date
        ) as misdated_session_count
    from sessions
    cross join misdated_since

)

select * from last_session_day
