-- One row per signal of the domain, with the active perk that it speaks for.
with

active_perks as (

    select * from {{ ref('perk_catalogue') }}
    where is_active

),

declared_signals as (

    {% for signal in signals() -%}
    select
        {%- for key in [
            'title', 'family', 'segment_key', 'sentence', 'sentence_of_one',
            'comparison', 'more', 'less',
        ] %}
        {{ sql_text(signal[key]) }} as {{ key }},
        {%- endfor %}
        '{{ signal.name }}' as signal,
        {{ loop.index }} as place
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

signals as (

    select
        declared_signals.signal,
        declared_signals.place,
        declared_signals.title,
        declared_signals.family,
        declared_signals.segment_key,
        declared_signals.sentence,
        declared_signals.sentence_of_one,
        declared_signals.comparison,
        declared_signals.more,
        declared_signals.less,
        active_perks.perk_code,
        active_perks.evidence_level,
        active_perks.weight,
        active_perks.priority,
        active_perks.available_from,
        active_perks.available_until,
        active_perks.minimum_experience_count
    from declared_signals
    left join active_perks
        on declared_signals.signal = active_perks.signal

)

select * from signals
