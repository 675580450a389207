-- One row per number of segments from 2 to 8: how well it would do.
with

scores as (

    select * from {{ ref('int_model_scores') }}

),

segment_count_scores as (

    select
        k,
        inertia,
        silhouette,
        davies_bouldin,
        calinski_harabasz,
        jaccard_min,
        seed_agreement_min,
        smallest_share,
        is_eligible,
        is_chosen,
        degraded_reason
    from scores

)

select * from segment_count_scores
