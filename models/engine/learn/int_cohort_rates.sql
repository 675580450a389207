-- One row: what the cohort does on the whole, the prior of every user's own
-- rate. A model keeps those of its training, so that a user who does nothing
-- new stays where they are.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

remembered_versions as (

    select * from {{ ref('stg_remembered__model_versions') }}

),

trips_by_user as (

    select * from {{ ref('int_trips_aggregated_to_users') }}

),

cohort_users as (

    select user_id from {{ ref('int_cohort_users') }}

),

measured_rates as (

    select
        {{ pooled_ratio(
            'trips_by_user.checked_bag_count',
            'trips_by_user.flight_trip_count'
        ) }} as bag_rate,
        {{ pooled_ratio(
            'trips_by_user.cancelled_trip_count',
            'trips_by_user.booked_trip_count'
        ) }} as cancel_rate,
        {{ pooled_ratio(
            'trips_by_user.discounted_flight_count',
            'trips_by_user.flight_trip_count'
        ) }} as flight_deal_rate,
        {{ pooled_ratio(
            'trips_by_user.discounted_hotel_count',
            'trips_by_user.hotel_trip_count'
        ) }} as hotel_deal_rate,
        {{ pooled_ratio(
            'trips_by_user.bundle_trip_count',
            'trips_by_user.booked_trip_count'
            ~ ' - trips_by_user.cancelled_trip_count'
        ) }} as bundle_rate,
        {{ pooled_ratio(
            'trips_by_user.night_count', 'trips_by_user.hotel_trip_count'
        ) }} as night_rate
    from trips_by_user
    inner join cohort_users
        on trips_by_user.user_id = cohort_users.user_id

),

cohort_rates as (

    select
        coalesce(
            remembered_versions.rates['bag_rate'], measured_rates.bag_rate
        ) as bag_rate,
        coalesce(
            remembered_versions.rates['cancel_rate'], measured_rates.cancel_rate
        ) as cancel_rate,
        coalesce(
            remembered_versions.rates['flight_deal_rate'],
            measured_rates.flight_deal_rate
        ) as flight_deal_rate,
        coalesce(
            remembered_versions.rates['hotel_deal_rate'],
            measured_rates.hotel_deal_rate
        ) as hotel_deal_rate,
        coalesce(
            remembered_versions.rates['bundle_rate'], measured_rates.bundle_rate
        ) as bundle_rate,
        coalesce(
            remembered_versions.rates['night_rate'], measured_rates.night_rate
        ) as night_rate
    from model_plan
    cross join measured_rates
    left join remembered_versions
        on model_plan.model_version = remembered_versions.model_version

)

select * from cohort_rates
