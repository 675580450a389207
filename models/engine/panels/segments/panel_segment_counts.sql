-- One row per number of segments and measure of how far it can be trusted.
with

segment_count_scores as (

    select * from {{ ref('segment_count_scores') }}

),

scored_counts as (

    {% for column, label in {
        'jaccard_min': 'Found again in resamples',
        'seed_agreement_min': 'Same with other seeds',
        'structure_ratio - 1': 'Structure beyond shuffled data',
        'smallest_share': 'Smallest segment',
    }.items() -%}
    select
        k,
        '{{ label }}' as measure,
        {{ column }} as value,
        is_eligible,
        is_chosen
    from segment_count_scores
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from scored_counts
