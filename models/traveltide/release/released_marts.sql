-- One row per mart of the domain that a release publishes, beside those of the
-- engine. A new mart takes its place in this list.
{%- set marts = [
    ref('user_features'),
    ref('segment_profiles'),
    ref('trips'),
    ref('monthly_performance'),
    ref('destination_performance'),
    ref('hotel_brand_performance'),
    ref('airline_performance'),
    ref('booking_funnel'),
    ref('season_pattern'),
    ref('booking_lead_times'),
] %}
with

released_marts as (

    {% for mart in marts -%}
    select '{{ mart.identifier }}' as mart_name
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from released_marts
