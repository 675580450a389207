-- One row per user that the page can be asked for: all it says of them, as
-- JSON, and in which file; nobody where users are left out.
{%- set profile = domain_profile() %}
with

user_offers as (

    select * from {{ ref('dashboard_user_offers') }}

),

profiled_users as (

    select * from {{ ref(profile.mart) }}

),

user_events as (

    select * from {{ optional_model('dashboard_user_events') }}

),

user_details as (

    select
        user_offers.user_id,
        user_offers.file_number,
        to_json({
            'offer': user_offers.offer,
            'signals': user_offers.signals,
            'history': user_offers.history,
            'features': case
                when profiled_users.user_id is not null then {
                    {%- for feature in profile.features %}
                    '{{ feature }}': {{ finite(
                        'profiled_users.' ~ feature
                    ) }}{{ ',' if not loop.last }}
                    {%- endfor %}
                }
            end,
            'events': coalesce(user_events.events, cast('[]' as json))
        }) as user_text
    from user_offers
    left join profiled_users
        on user_offers.user_id = profiled_users.user_id
    left join user_events
        on user_offers.user_id = user_events.user_id

)

select * from user_details
