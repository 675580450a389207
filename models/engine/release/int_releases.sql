-- One row per release. The release adds its own, just before readers see it
-- (released_files); here are its columns.
with

release_facts as (

    select * from {{ ref('release_facts') }}

),

releases as (

    select
        data_set,
        cast(null as varchar) as release_id,
        cast(null as timestamp) as released_at,
        as_of_date,
        model_version,
        cast(null as varchar) as commit,  -- noqa: RF04
        raw_location,
        user_count,
        settings_fingerprint,
        is_generated,
        working_file_digest,
        cast(null as varchar) as made_of,
        cast(null as boolean) as is_wholly_tested
    from release_facts
    where false

)

select * from releases
