{#- What is offered to, and said of, users without evidence, and those for whom
    every perk that suits is taken. The query must name perk_catalogue. -#}
{%- macro fallback_sentences() -%}
    {%- for code, sentence in {
        'no_signal_yet': 'No booking yet that speaks for a perk',
        'no_place_left': 'Every perk that suits is taken',
    }.items() %}
    select
        '{{ code }}' as signal,
        0 as event_count,
        0 as trial_count,
        {{ offer_columns('perk_catalogue') }},
        '{{ code }}' as reason_code,
        '{{ sentence }}' as reason_text
    from perk_catalogue
    where perk_catalogue.is_fallback
    {{ 'union all' if not loop.last }}
    {%- endfor -%}
{%- endmacro -%}
