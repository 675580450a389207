-- One row: from when to when months are whole, and with what the last three may
-- be compared.
with

active_window as (

    select
        window_start_date,
        as_of_date
    from {{ ref('int_active_window') }}

),

find_whole_months as (

    select
        cast(
            date_trunc(
                'month', window_start_date + interval 1 month - interval 1 day
            ) as date
        ) as first_whole_month,
        cast(date_trunc('month', as_of_date + interval 1 day) as date)
            as first_open_month
    from active_window

),

choose_comparison as (

    select
        first_whole_month,
        first_open_month,
        case
            when first_whole_month <= first_open_month - interval 15 month
                then 'year'
        end as comparison
    from find_whole_months

),

data_span as (

    select
        first_whole_month,
        first_open_month,
        comparison,
        case
            when comparison is null
                then
                    'Not compared with earlier months: the data does not go'
                    || ' back far enough.'
        end as remark
    from choose_comparison

)

select * from data_span
