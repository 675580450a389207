-- One row per number of segments that was tried when the model in force was
-- trained, by this build or an earlier one.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

learned_scores as (

    select * from {{ ref('ml_segment_count_scores') }}

),

remembered_scores as (

    select * from {{ ref('stg_remembered__model_scores') }}

),
{% set columns = [
    'inertia',
    'silhouette',
    'davies_bouldin',
    'calinski_harabasz',
    'jaccard_min',
    'seed_agreement_min',
    'smallest_share',
    'is_eligible',
    'is_chosen',
    'degraded_reason',
] %}
model_scores as (

    select
        {% for column in columns -%}
        {{ column }},
        {% endfor -%}
        cast(k as integer) as k
    from learned_scores

    union all

    select
        {% for column in columns -%}
        remembered_scores.{{ column }},
        {% endfor -%}
        remembered_scores.k
    from remembered_scores
    inner join model_plan
        on remembered_scores.model_version = model_plan.model_version

)

select * from model_scores
