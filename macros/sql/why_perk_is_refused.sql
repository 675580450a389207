{#- Why a user is not offered the perk of a signal, whatever the others, in words;
    null where nothing speaks against it. The query must read users with their
    suppression, perk_terms and active_window. -#}
{%- macro why_perk_is_refused(signal_name) -%}
    {%- set from_day = 'perk_terms.' ~ signal_name ~ '_available_from' -%}
    {%- set last_day = 'perk_terms.' ~ signal_name ~ '_available_until' -%}
    {%- set minimum = 'perk_terms.' ~ signal_name
        ~ '_minimum_experience_count' -%}
    case
        when users.suppressed_because is not null
            then 'not to be contacted: ' || users.suppressed_because
        when active_window.as_of_date < {{ from_day }}
            then 'offered from ' || cast({{ from_day }} as string)
        when active_window.as_of_date > {{ last_day }}
            then 'offered until ' || cast({{ last_day }} as string)
        when users.experience_count < {{ minimum }}
            then
                'needs ' || cast({{ minimum }} as string)
                || ' purchases, has '
                || cast(users.experience_count as string)
        when users.{{ signal_name }}_trials = 0 then 'nothing to count yet'
        when users.{{ signal_name }}_count = 0
            then
                'not once in '
                || cast(users.{{ signal_name }}_trials as string)
    end
{%- endmacro -%}
