with

source as (

    select * from {{ source('remembered', 'model_scores') }}
    where data_set = {{ data_set() }}

),

model_scores as (

    select
        model_version,
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
    from source

)

select * from model_scores
