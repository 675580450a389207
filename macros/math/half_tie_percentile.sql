{#- Share of rows below, plus half of those that tie: between 0 and 1, the same
    for equal values, whatever the order of rows. -#}
{%- macro half_tie_percentile(value) -%}
    (
        rank() over (order by {{ value }}) - 1
        + 0.5 * count(*) over (partition by {{ value }})
    ) / count(*) over ()
{%- endmacro -%}
