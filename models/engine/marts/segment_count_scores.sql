-- One row per number of segments from 2 to 8: how well it would do, as the
-- model in force was trained.
with

model_space as (

    select model_version from {{ ref('int_model_space') }}

),

segment_count_scores as (

    select
        scores.k,
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
    from {{ ref('int_model_scores') }} as scores
    inner join model_space
        on scores.model_version = model_space.model_version

)

select * from segment_count_scores
