{#- How much a user lives on discounts: share of discounted bookings by their
    mean discount by what they saved per unit; 0 without one. -#}
{%- macro deal_index(
    discounted, trials, prior, discount_sum, saving_usd, units
) -%}
    case
        when {{ discounted }} > 0 then
            {{ shrunk_rate(discounted, trials, prior) }}
            * {{ safe_ratio(discount_sum, discounted) }}
            * coalesce({{ safe_ratio(saving_usd, units) }}, 0)
        else 0
    end
{%- endmacro -%}
