-- One row per key figure: the last three whole months, against those that they
-- may be compared with.
with

monthly_figures as (

    select * from {{ optional_model('dashboard_monthly_figures') }}

),

data_span as (

    select * from {{ optional_model('dashboard_data_span') }}

),

measure_months as (

    select
        figure,
        list(
            {{ safe_ratio('numerator', 'denominator') }} order by month
        ) as trend
    from monthly_figures
    group by figure

),

-- What is no share is a plain sum.
measure_periods as (

    select
        place,
        figure,
        unit,
        better,
        period_name,
        count(*) as month_count,
        min(month) as first_month,
        max(month) as last_month,
        {{ safe_ratio(
            'sum(numerator)',
            "case unit when 'share' then sum(denominator) else 1 end"
        ) }} as value
    from monthly_figures
    group by
        place,
        figure,
        unit,
        better,
        period_name

),

key_figures as (

    select
        periods.place,
        periods.figure,
        periods.value,
        periods.unit,
        case periods.unit
            when 'share' then periods.value - earlier.value
            else
                {{ safe_ratio(
                    '(periods.value - earlier.value)', 'earlier.value'
                ) }}
        end as change,
        periods.better,
        strftime(periods.first_month, '%B')
        || ' to ' || strftime(periods.last_month, '%B %Y') as period,
        case data_span.comparison
            when 'year' then 'a year before'
        end as compared_with,
        data_span.remark,
        measure_months.trend
    from measure_periods as periods
    inner join measure_months
        on periods.figure = measure_months.figure
    cross join data_span
    left join measure_periods as earlier
        on
            periods.figure = earlier.figure
            and periods.month_count = earlier.month_count
            and earlier.period_name = 'before'
    where periods.period_name = 'now'

)

select * from key_figures
