-- One row per signal: the middle user of the cohort, to compare others with;
-- null without a cohort.
with

users_measured as (

    select * from {{ ref('int_users_measured') }}

),

unpivoted_signals as (

    unpivot users_measured
    on columns(
        * exclude (user_id, is_in_cohort, booked_trip_count, evidences)
    )
    into name signal value measured_value

),

signal_medians as (

    select
        signal,
        quantile_cont(measured_value, 0.5) filter (where is_in_cohort)
            as median_value
    from unpivoted_signals
    group by signal

)

select * from signal_medians
