-- One row per number of weeks: which share of users order again in so many
-- weeks after the day that made them active enough, without any campaign. All
-- are of the same users, who have been so for the longest of these times.
with

active_window as (

    select * from {{ ref('int_active_window') }}

),

number_orders_of_a_user as (

    select
        user_id,
        ordered_date,
        lead(ordered_date) over (
            partition by user_id
            order by ordered_date, basket_id
        ) as next_ordered_date,
        row_number() over (
            partition by user_id
            order by ordered_date, basket_id
        ) as order_number
    from {{ ref('int_orders') }}

),

watched_users as (

    select
        numbered.user_id,
        {{ days_between(
            'numbered.ordered_date', 'numbered.next_ordered_date'
        ) }} as days_to_order
    from number_orders_of_a_user as numbered
    cross join active_window
    where
        numbered.order_number = active_window.order_count_above + 1
        and {{ days_between(
            'numbered.ordered_date', 'active_window.as_of_date'
        ) }} >= {{ 7 * var('campaign_weeks') | max }}

),

base_rates as (

    {{ rates_after_weeks('watched_users', 'days_to_order') }}

)

select * from base_rates
