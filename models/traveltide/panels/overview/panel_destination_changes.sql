-- One row per destination that gained or lost most against the year before.
with

destination_performance as (

    select * from {{ ref('destination_performance') }}

),

data_span as (

    select are_years_comparable from {{ ref('dashboard_data_span') }}

),

changes as (

    select
        sales.destination,
        sales.revenue_last_year,
        sales.revenue_year_before,
        sales.revenue_last_year - sales.revenue_year_before as revenue_gain
    from destination_performance as sales
    cross join data_span
    where
        data_span.are_years_comparable
        and (sales.revenue_last_year > 0 or sales.revenue_year_before > 0)

),

ranked_changes as (

    select
        destination,
        revenue_last_year,
        revenue_year_before,
        revenue_gain,
        row_number() over (order by revenue_gain desc, destination asc)
            as best_place,
        row_number() over (order by revenue_gain asc, destination asc)
            as worst_place
    from changes

),

destination_changes as (

    select
        destination,
        case when revenue_gain > 0 then 'best' else 'worst' end as side,
        revenue_last_year,
        revenue_year_before,
        revenue_gain
    from ranked_changes
    where
        (
            revenue_gain > 0
            and best_place <= {{ var('dashboard_extreme_count') }}
        )
        or (
            revenue_gain < 0
            and worst_place <= {{ var('dashboard_extreme_count') }}
        )

)

select * from destination_changes
