-- One row per number of segments from 2 to 8: how well it would do.
with

scores as (

    select * from {{ ref('ml_segment_count_scores') }}

),

segment_count_scores as (

    select
        cast(k as integer) as k,
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
