{#- What a campaign is judged by: shares of users, then money per user. -#}
{%- macro campaign_outcome_names() -%}
    {%- do return([
        'booked',
        'cancelled',
        'redeemed',
        'revenue_usd',
        'cost_usd',
        'net_value_usd',
    ]) -%}
{%- endmacro -%}
