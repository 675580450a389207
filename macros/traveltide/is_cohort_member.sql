{#- Whether a user belongs to the active cohort: enough sessions, or enough
    booked trips where the definition says so, and signed up in its time. -#}
{%- macro is_cohort_member() -%}
    coalesce(
        (
            sessions_by_user.session_count > active_window.session_count_above
            or coalesce(trips_by_user.experience_count, 0)
            > active_window.or_booked_trip_count_above
        )
        and (
            active_window.signed_up_from is null
            or users.signed_up_date >= active_window.signed_up_from
        )
        and (
            active_window.signed_up_before is null
            or users.signed_up_date < active_window.signed_up_before
        ),
        false
    )
{%- endmacro -%}
