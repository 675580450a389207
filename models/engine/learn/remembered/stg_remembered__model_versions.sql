with

source as (

    select * from {{ source('remembered', 'model_versions') }}
    where data_set = {{ data_set() }}

),

model_versions as (

    select
        model_version,
        trained_at_as_of_date,
        user_count,
        k,
        parameters,
        signals,
        cohort,
        input_fingerprint,
        status,
        status_reason,
        jaccard_min,
        seed_agreement_min,
        compared_with,
        segment_agreement,
        perk_change_share,
        rates,
        flight_deal_limit,
        hotel_deal_limit
    from source

)

select * from model_versions
