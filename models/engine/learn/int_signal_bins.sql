-- One row per signal and bin: how the cohort spreads over the tenths of those
-- who did it at all, bin 0 being the others. What later builds are compared to.
with

cohort_rates as (

    select * from {{ ref('int_cohort_rates') }}

),

count_users_up_to_a_rate as (

    select
        signal,
        is_done,
        rate,
        user_count,
        sum(user_count) over (
            partition by signal, is_done
            order by rate
            range between unbounded preceding and current row
        ) as user_count_up_to,
        sum(user_count) over (partition by signal, is_done) as done_user_count,
        sum(user_count) over (partition by signal) as all_user_count
    from cohort_rates

),

put_rates_into_bins as (

    select
        signal,
        rate,
        user_count,
        all_user_count,
        case
            when is_done
                then ceil(10.0 * user_count_up_to / done_user_count)
            else 0
        end as bin
    from count_users_up_to_a_rate

),

signal_bins as (

    select
        signal,
        cast(bin as integer) as bin,
        max(rate) as upper_rate,
        {{ safe_ratio('sum(user_count)', 'max(all_user_count)') }} as user_share
    from put_rates_into_bins
    group by
        signal,
        bin

)

select * from signal_bins
