-- One row per user with a session in the window: rates drawn towards the
-- cohort's, because three trips say little, and what there is evidence of.
with

sessions_by_user as (

    select user_id from {{ ref('int_sessions_aggregated_to_users') }}

),

trips_by_user as (

    select * from {{ ref('int_trips_aggregated_to_users') }}

),

cohort_users as (

    select user_id from {{ ref('int_cohort_users') }}

),

cohort_rates as (

    select * from {{ ref('int_cohort_rates') }}

),

counted_users as (

    select
        sessions_by_user.user_id,
        cohort_users.user_id is not null as is_in_cohort,
        {%- for column in [
            'booked_trip_count',
            'cancelled_trip_count',
            'flight_trip_count',
            'hotel_trip_count',
            'bundle_trip_count',
            'checked_bag_count',
            'night_count',
            'discounted_flight_count',
            'flight_discount_sum',
            'located_saving_usd',
            'discounted_seat_km',
            'discounted_hotel_count',
            'hotel_discount_sum',
            'hotel_saving_usd',
        ] %}
        coalesce(trips_by_user.{{ column }}, 0) as {{ column }},
        {%- endfor %}
        coalesce(trips_by_user.discounted_room_night_count, 0)
            as discounted_room_night_count
    from sessions_by_user
    left join trips_by_user
        on sessions_by_user.user_id = trips_by_user.user_id
    left join cohort_users
        on sessions_by_user.user_id = cohort_users.user_id

),

users_measured as (

    select
        counted_users.user_id,
        counted_users.is_in_cohort,
        counted_users.booked_trip_count,
        -- list_distinct() leaves the nulls out.
        list_sort(list_distinct([
            case
                when counted_users.checked_bag_count > 0 then 'checked_bags'
            end,
            case
                when counted_users.cancelled_trip_count > 0
                    then 'cancellations'
            end,
            case
                when
                    counted_users.discounted_flight_count
                    + counted_users.discounted_hotel_count > 0
                    then 'discounts'
            end,
            case when counted_users.bundle_trip_count > 0 then 'bundles' end,
            case when counted_users.night_count > 0 then 'nights' end
        ])) as evidences,
        {{ shrunk_rate(
            'checked_bag_count', 'flight_trip_count', 'cohort_rates.bag_rate'
        ) }} as bag_rate,
        {{ shrunk_rate(
            'cancelled_trip_count',
            'booked_trip_count',
            'cohort_rates.cancel_rate'
        ) }} as cancel_rate,
        {{ deal_index(
            'discounted_flight_count',
            'flight_trip_count',
            'cohort_rates.flight_deal_rate',
            'flight_discount_sum',
            'located_saving_usd',
            'discounted_seat_km'
        ) }} as deal_index_flight,
        {{ deal_index(
            'discounted_hotel_count',
            'hotel_trip_count',
            'cohort_rates.hotel_deal_rate',
            'hotel_discount_sum',
            'hotel_saving_usd',
            'discounted_room_night_count'
        ) }} as deal_index_hotel,
        {{ shrunk_rate(
            'bundle_trip_count',
            'booked_trip_count - cancelled_trip_count',
            'cohort_rates.bundle_rate'
        ) }} as bundle_rate,
        {{ shrunk_rate(
            'night_count', 'hotel_trip_count', 'cohort_rates.night_rate'
        ) }} as night_rate
    from counted_users
    cross join cohort_rates

)

select * from users_measured
