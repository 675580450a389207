{#- Share of rows below, plus half of those that tie: between 0 and 1, the same
    for equal values, whatever the order of rows. -#}
{%- macro half_tie_percentile(value, group=none) -%}
    {%- set partition = 'partition by ' ~ group if group -%}
    (
        rank() over ({{ partition }} order by {{ value }}) - 1
        + 0.5 * count(*) over (
            partition by {{ group ~ ', ' if group }}{{ value }}
        )
    ) / count(*) over ({{ partition }})
{%- endmacro -%}
