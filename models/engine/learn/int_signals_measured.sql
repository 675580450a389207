-- One row per user with a session in the window: every signal the model may
-- learn from, before its transform. Each further column is one.
with

users_measured as (

    select * from {{ ref('int_users_measured') }}

),

deal_limits as (

    select * from {{ ref('int_deal_limits') }}

),

active_perks as (

    select list(evidence) as evidences
    from {{ ref('perk_catalogue') }}
    where is_active

),

signals_measured as (

    select
        users_measured.user_id,
        users_measured.is_in_cohort,
        coalesce(
            list_has_any(users_measured.evidences, active_perks.evidences),
            false
        ) as has_evidence,
        users_measured.bag_rate,
        users_measured.cancel_rate,
        least(greatest(
            coalesce(
                users_measured.deal_index_flight
                / deal_limits.flight_deal_limit,
                0
            ),
            coalesce(
                users_measured.deal_index_hotel / deal_limits.hotel_deal_limit,
                0
            )
        ), 1) as deal_index,
        users_measured.bundle_rate,
        users_measured.night_rate
    from users_measured
    cross join deal_limits
    cross join active_perks

)

select * from signals_measured
