-- One row per mart of the domain that a release publishes, beside those of the
-- engine. A new mart takes its place in this list.
{%- set marts = [
    ref('customer_features'),
    ref('segment_profiles'),
    ref('segment_top_items'),
    ref('monthly_performance'),
    ref('product_performance'),
    ref('country_performance'),
    ref('cleaning_waterfall'),
] %}
with

released_marts as (

    {% for mart in marts -%}
    select '{{ mart.identifier }}' as mart_name
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from released_marts
