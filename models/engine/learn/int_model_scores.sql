-- One row per model and number of segments that was tried at its training.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

centroids as (

    select model_version from {{ ref('ml_segment_centroids') }}

),

scores as (

    select * from {{ ref('ml_segment_count_scores') }}

),

model_in_force as (

    {{ model_in_force() }}

),

model_scores as (

    select
        model_in_force.model_version,
        cast(scores.k as integer) as k,
        scores.inertia,
        scores.silhouette,
        scores.davies_bouldin,
        scores.calinski_harabasz,
        scores.shuffled_calinski_harabasz,
        scores.structure_ratio,
        scores.jaccard_min,
        scores.seed_agreement_min,
        scores.smallest_share,
        scores.is_eligible,
        scores.is_chosen,
        scores.degraded_reason
    from scores
    cross join model_in_force
    where model_in_force.is_training

)

select * from model_scores
