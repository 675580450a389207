-- One row per signal of an active perk and value that occurs in the cohort: how
-- many users lie below it. Users outside the cohort are ranked by it too.
with

cohort_inputs as (

    select
        input_number,
        measured_value,
        has_evidence
    from {{ ref('int_user_perk_inputs') }}
    where is_in_cohort

),

counted_values as (

    select
        input_number,
        measured_value,
        count(*) as user_count,
        count(*) filter (where has_evidence) as holder_count
    from cohort_inputs
    group by
        input_number,
        measured_value

),

ranked_values as (

    select
        input_number,
        measured_value,
        user_count,
        holder_count,
        sum(user_count) over below - user_count as users_below,
        sum(holder_count) over below - holder_count as holders_below,
        sum(user_count) over whole as cohort_count,
        sum(holder_count) over whole as cohort_holder_count
    from counted_values
    window
        whole as (partition by input_number),
        below as (
            partition by input_number
            order by measured_value
            rows between unbounded preceding and current row
        )

),

-- Half of those who tie count as below: equal users share one percentile. The
-- part beside them is what a user outside the cohort has below in between.
cohort_percentiles as (

    select
        input_number,
        measured_value,
        {{ var('rarity_weight') }}
        * (users_below + 0.5 * user_count) / cohort_count
        + (1 - {{ var('rarity_weight') }})
        * coalesce(
            (holders_below + 0.5 * holder_count)
            / nullif(cohort_holder_count, 0),
            0
        ) as percentile,
        {{ var('rarity_weight') }}
        * (users_below + user_count) / cohort_count
        + (1 - {{ var('rarity_weight') }})
        * coalesce(
            (holders_below + holder_count) / nullif(cohort_holder_count, 0), 0
        ) as percentile_above
    from ranked_values

)

select * from cohort_percentiles
