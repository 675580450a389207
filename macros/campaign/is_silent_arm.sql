{#- Whether nobody of an arm booked although that is as improbable as what
    sample_ratio_limits call a failure, by how many of all arms did; if none
    did, by the rate without a campaign. The query must read arms and rates. -#}
{%- macro is_silent_arm() -%}
    arms.booked_count = 0 and pow(
        1 - coalesce(nullif(arms.booked_rate, 0), rates.base_rate),
        arms.assigned_count
    ) < cast({{ tojson(var('sample_ratio_limits')[1]) }} as double)
{%- endmacro -%}
