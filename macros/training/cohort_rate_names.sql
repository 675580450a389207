{#- The pooled rates of the cohort that a model keeps as priors. -#}
{%- macro cohort_rate_names() -%}
    {%- do return([
        'bag_rate',
        'cancel_rate',
        'flight_deal_rate',
        'hotel_deal_rate',
        'bundle_rate',
        'night_rate',
    ]) -%}
{%- endmacro -%}
