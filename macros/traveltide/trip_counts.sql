{#- What one trip adds to each signal, as SQL by the name of the column: as it is
    kept, or once it is cancelled. A cancelled trip is a booking and a
    cancellation, and nothing else: it is neither flown nor stayed. -#}
{%- macro trip_counts(is_flown, is_stayed, is_cancelled) -%}
    {%- set is_kept = '(' ~ is_flown ~ ' or ' ~ is_stayed ~ ')' -%}
    {%- set has_deal -%}
    (flight_discount_rate > 0 or hotel_discount_rate > 0)
    {%- endset -%}
    {%- set is_known_stay = is_stayed ~ ' and night_count is not null' -%}
    {%- set counts = {} -%}
    {%- for name, condition in {
        'bags_count': is_flown ~ ' and checked_bag_count > 0',
        'bags_trials': is_flown,
        'cancels_count': is_cancelled,
        'cancels_trials': 'true',
        'deals_count': is_kept ~ ' and ' ~ has_deal,
        'deals_trials': is_kept,
        'bundles_count': is_flown ~ ' and ' ~ is_stayed,
        'bundles_trials': is_kept,
        'nights_trials': is_known_stay,
    }.items() -%}
        {%- do counts.update({
            name: 'case when ' ~ condition ~ ' then 1 else 0 end'
        }) -%}
    {%- endfor -%}
    {%- do counts.update({
        'nights_count':
            'case when ' ~ is_known_stay ~ ' then night_count else 0 end'
    }) -%}
    {%- do return(counts) -%}
{%- endmacro -%}
