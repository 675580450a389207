with

source as (

    select * from {{ source('remembered', 'releases') }}
    where data_set = {{ data_set() }}

),

releases as (

    select
        release_id,
        released_at,
        as_of_date,
        model_version,
        commit,
        raw_location,
        user_count,
        settings_fingerprint
    from source

)

select * from releases
