-- One row: the model in force, side by side: each signal's scale, and each
-- cluster's centre and rates.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

centroids as (

    select model_version from {{ ref('ml_segment_centroids') }}

),

model_in_force as (

    {{ model_in_force() }}

),

model_signals as (

    select model_signals.*
    from {{ ref('int_model_signals') }} as model_signals
    inner join model_in_force
        on model_signals.model_version = model_in_force.model_version

),

model_segments as (

    select model_segments.*
    from {{ ref('int_model_segments') }} as model_segments
    inner join model_in_force
        on model_segments.model_version = model_in_force.model_version

),

widen_signals as (

    select
        {%- for signal in signals() %}
        {%- for column in [
            'rate', 'spread', 'strength', 'mean', 'deviation',
            'learned_strength',
        ] %}
        max(case when signal = '{{ signal.name }}' then {{ column }} end)
            as {{ signal.name }}_{{ column }},
        {%- endfor %}
        {%- endfor %}
        max(model_version) as model_version
    from model_signals

),

widen_segments as (

    select
        {%- for cluster in range(1, 9) %}
        {%- for signal in signals() %}
        {%- set is_theirs = 'signal = ' ~ sql_text(signal.name)
            ~ ' and cluster = ' ~ cluster %}
        max(case when {{ is_theirs }} then centroid end)
            as c{{ cluster }}_{{ signal.name }},
        max(case when {{ is_theirs }} then rate end)
            as r{{ cluster }}_{{ signal.name }},
        {%- endfor %}
        {%- endfor %}
        max(cluster) as segment_count
    from model_segments

),

model_space as (

    select
        widen_signals.*,
        widen_segments.*
    from widen_signals
    cross join widen_segments

)

select * from model_space
