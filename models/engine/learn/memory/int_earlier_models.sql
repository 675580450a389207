-- One row per model version released before this build that can be scored with.
with

remembered_versions as (

    {{ memory_of('int_trained_versions', {
        'data_set': 'varchar', 'model_version': 'varchar',
        'signals': 'varchar', 'cohort': 'varchar',
    }) }}

),

remembered_signals as (

    {{ memory_of('int_model_signals', {'model_version': 'varchar'}) }}

),

released_versions as (

    select
        model_version,
        max(released_at) = max(max(released_at)) over () as is_champion
    from {{ ref('int_earlier_releases') }}
    where model_version is not null
    group by model_version

),

earlier_models as (

    select
        versions.model_version,
        versions.signals,
        versions.cohort,
        released_versions.is_champion
    from remembered_versions as versions
    inner join released_versions
        on versions.model_version = released_versions.model_version
    semi join remembered_signals
        on versions.model_version = remembered_signals.model_version
    where versions.data_set = {{ data_set() }}

)

select * from earlier_models
