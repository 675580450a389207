{#- Whether a user may be offered the perk of a signal on the as-of day, by the
    catalogue. The query must read users, perk_terms and active_window. -#}
{%- macro is_eligible(signal_name) -%}
    {%- set prefix = 'perk_terms.' ~ signal_name ~ '_' -%}
    coalesce(
        users.experience_count >= {{ prefix }}minimum_experience_count, true
    )
    and {{ is_in_season(prefix) }}
{%- endmacro -%}
