{#- Who is in a cohort, in words. -#}
{%- macro cohort_description(definition) -%}
    {{ definition }}.cohort_name
    || ' since ' || cast({{ definition }}.window_start_date as string)
    || ': more than '
    || cast({{ definition }}.session_count_above as string) || ' sessions'
    || coalesce(
        ' or '
        || cast({{ definition }}.or_booked_trip_count_above as string)
        || ' trips',
        ''
    )
    || coalesce(
        ', signed up from '
        || cast({{ definition }}.signed_up_from as string),
        ''
    )
    || coalesce(
        ', signed up before '
        || cast({{ definition }}.signed_up_before as string),
        ''
    )
{%- endmacro -%}
