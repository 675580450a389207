-- One row per user that the page can be asked for: all it tells, as JSON, and
-- in which file; nobody where users are left out.
with

user_perks as (

    select * from {{ ref('user_perks') }}

),

user_features as (

    select * from {{ ref('user_features') }}

),

user_trips as (

    select * from {{ ref('dashboard_user_trips') }}

),

user_histories as (

    select * from {{ ref('dashboard_user_histories') }}

),

switches as (

    select * from {{ ref('panel_user_lookup') }}
    where is_included

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

described_users as (

    select
        user_perks.user_id,
        user_perks.user_id % switches.file_count as file_number,
        to_json({
            'status': user_perks.cohort_status,
            'segment': user_perks.segment_name,
            'segment_key': user_perks.segment_key,
            'segment_confidence': round(user_perks.segment_confidence, 3),
            'segment_reason': user_perks.segment_reason,
            'perk': user_perks.primary_perk_name,
            'affinity': round(user_perks.primary_affinity, 3),
            'second': perk_catalogue.perk_name,
            'second_affinity': round(user_perks.second_affinity, 3),
            'confidence': user_perks.confidence,
            'fallback': user_perks.is_fallback,
            'holdout': user_perks.is_holdout,
            'kept': user_perks.is_kept_by_hysteresis,
            'reason': user_perks.reason_text,
            'features': case
                when user_features.user_id is not null then {
                    {%- for feature in [
                        'session_count',
                        'booked_trip_count',
                        'cancellation_rate',
                        'bags_per_flight',
                        'nights_per_stay',
                        'bundle_trip_count',
                        'discounted_flight_rate',
                        'discounted_hotel_rate',
                        'flight_spend_usd',
                        'hotel_spend_usd',
                    ] %}
                    '{{ feature }}': {{ finite(
                        'user_features.' ~ feature
                    ) }}{{ ',' if not loop.last }}
                    {%- endfor %}
                }
            end,
            'trips': coalesce(user_trips.trips, cast('[]' as json)),
            'history': coalesce(user_histories.perks, cast('[]' as json))
        }) as user_text
    from user_perks
    cross join switches
    left join user_features
        on user_perks.user_id = user_features.user_id
    left join user_trips
        on user_perks.user_id = user_trips.user_id
    left join user_histories
        on user_perks.user_id = user_histories.user_id
    left join perk_catalogue
        on user_perks.second_perk = perk_catalogue.perk_code

)

select * from described_users
