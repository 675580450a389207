{#- The sum, over all ordered pairs of a user's trials, of the products of what
    each lies above the mean rate; a decimal, so that it adds up in any order. -#}
{%- macro trial_products(family, measure, rate) -%}
    cast(
        pow({{ measure }}_count - {{ measure }}_trials * {{ rate }}, 2)
        - {{ measure }}_{{ 'count' if family == 'share' else 'squares' }}
        + 2 * {{ rate }} * {{ measure }}_count
        - {{ measure }}_trials * {{ rate }} * {{ rate }} as decimal(18, 9)
    )
{%- endmacro -%}
