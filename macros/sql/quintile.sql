{#- Fifth of all rows a value falls into, 5 the largest; equal values share
    one, which ntile() would part at random. -#}
{%- macro quintile(value) -%}
    least(
        5, 1 + cast(floor(5 * {{ half_tie_percentile(value) }}) as integer)
    )
{%- endmacro -%}
