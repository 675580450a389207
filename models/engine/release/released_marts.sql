-- One row per mart of the domain that a release publishes, beside those of the
-- engine.
{%- set profile = domain_profile() %}
with

released_marts as (

    {% for mart in [profile.mart, 'segment_profiles'] + profile.marts -%}
    select '{{ ref(mart).identifier }}' as mart_name
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from released_marts
