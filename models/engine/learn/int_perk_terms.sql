-- One row: the active perk of each signal, side by side.
with

signals as (

    select * from {{ ref('int_signals') }}

),

perk_terms as (

    select
        {%- for signal in signals() %}
        {%- for column in [
            'perk_code', 'evidence_level', 'weight', 'priority',
            'available_from', 'available_until', 'minimum_experience_count',
        ] %}
        max(case when signal = '{{ signal.name }}' then {{ column }} end)
            as {{ signal.name }}_{{ column }},
        {%- endfor %}
        {%- endfor %}
        count(perk_code) as active_perk_count
    from signals

)

select * from perk_terms
