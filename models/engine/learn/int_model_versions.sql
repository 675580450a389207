-- One row per model version that was ever released or turned down, and that of
-- this build, as they will stand once the build is released.
{%- set unchanging_columns = [
    'trained_at_as_of_date',
    'user_count',
    'k',
    'parameters',
    'signals',
    'cohort',
    'input_fingerprint',
    'jaccard_min',
    'seed_agreement_min',
    'compared_with',
    'segment_agreement',
    'perk_change_share',
    'rates',
    'flight_deal_limit',
    'hotel_deal_limit',
] %}
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

trained_versions as (

    select * from {{ ref('int_trained_versions') }}

),

remembered_versions as (

    select * from {{ ref('stg_remembered__model_versions') }}

),

model_versions as (

    select
        model_version,
        {% for column in unchanging_columns -%}
        {{ column }},
        {% endfor -%}
        status,
        status_reason
    from trained_versions

    union all

    select
        remembered_versions.model_version,
        {% for column in unchanging_columns -%}
        remembered_versions.{{ column }},
        {% endfor -%}
        case
            when remembered_versions.model_version = model_plan.model_version
                then 'champion'
            when remembered_versions.status = 'champion' then 'retired'
            else remembered_versions.status
        end as status,
        case
            when
                remembered_versions.model_version = model_plan.model_version
                and remembered_versions.status != 'champion'
                then 'taken back'
            else remembered_versions.status_reason
        end as status_reason
    from remembered_versions
    cross join model_plan
    -- A version that is trained again stands for itself.
    anti join trained_versions
        on remembered_versions.model_version = trained_versions.model_version

)

select * from model_versions
