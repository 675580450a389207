-- One row: the deal index that one deal hunter in a hundred exceeds, by which
-- flight and hotel deals, of different units, are measured. A model keeps it.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

remembered_versions as (

    select * from {{ ref('stg_remembered__model_versions') }}

),

users_measured as (

    select
        deal_index_flight,
        deal_index_hotel
    from {{ ref('int_users_measured') }}
    where is_in_cohort

),

measured_limits as (

    select
        quantile_cont(deal_index_flight, 0.99) filter (
            where deal_index_flight > 0
        ) as flight_deal_limit,
        quantile_cont(deal_index_hotel, 0.99) filter (
            where deal_index_hotel > 0
        ) as hotel_deal_limit
    from users_measured

),

deal_limits as (

    select
        case
            when model_plan.is_training
                then measured_limits.flight_deal_limit
            else remembered_versions.flight_deal_limit
        end as flight_deal_limit,
        case
            when model_plan.is_training then measured_limits.hotel_deal_limit
            else remembered_versions.hotel_deal_limit
        end as hotel_deal_limit
    from model_plan
    cross join measured_limits
    left join remembered_versions
        on model_plan.model_version = remembered_versions.model_version

)

select * from deal_limits
