-- One row: what a release of this build would be made of.
with

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

segments as (

    select max(model_version) as model_version
    from {{ ref('int_segments') }}

),

user_perks as (

    select count(*) as user_count from {{ ref('user_perks') }}

),

settings_in_force as (

    select settings_fingerprint from {{ ref('int_settings_in_force') }}

),

frozen_assignments as (

    select * from {{ ref('int_frozen_assignments') }}

),

release_facts as (

    select
        {{ data_set() }} as data_set,
        {{ sql_text(var('raw_location')) }} as raw_location,
        active_window.as_of_date,
        segments.model_version,
        user_perks.user_count,
        settings_in_force.settings_fingerprint,
        {{ working_file_digest() }} as working_file_digest,
        {{ is_generated_build() | lower }} as is_generated,
        {{ var('replace_real_release') | lower }} as replaces_real_release
    from active_window
    cross join segments
    cross join user_perks
    cross join settings_in_force

)

select * from release_facts
