-- One row per signal and percentile from 0 to 100: the smallest rate that so
-- many percent of the cohort do not exceed.
with

cohort_rates as (

    select * from {{ ref('int_cohort_rates') }}

),

count_users_up_to_a_rate as (

    select
        signal,
        rate,
        sum(user_count) over (
            partition by signal
            order by rate
            range between unbounded preceding and current row
        ) as user_count_up_to,
        sum(user_count) over (partition by signal) as all_user_count
    from cohort_rates

),

percentiles as (

    {{ row_numbers(101) }}

),

signal_percentiles as (

    select
        rates.signal,
        cast(percentiles.number as integer) as percentile,
        min(rates.rate) as rate
    from count_users_up_to_a_rate as rates
    cross join percentiles
    where
        100 * rates.user_count_up_to
        >= percentiles.number * rates.all_user_count
    group by
        rates.signal,
        percentiles.number

)

select * from signal_percentiles
