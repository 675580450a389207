-- One row per model version that was ever trained on this data set.
with

model_versions as (

    select * from {{ ref('model_versions') }}

),

models as (

    select
        model_version,
        trained_at_as_of_date,
        user_count,
        k,
        jaccard_min,
        status,
        status_reason
    from model_versions

)

select * from models
