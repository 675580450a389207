-- One row per release before this build, of the same data set.
with

remembered_releases as (

    {{ memory_of('int_releases', {
        'data_set': 'varchar', 'released_at': 'timestamp',
        'as_of_date': 'date', 'model_version': 'varchar',
        'settings_fingerprint': 'varchar',
    }) }}

),

earlier_releases as (

    select
        released_at,
        as_of_date,
        model_version,
        settings_fingerprint
    from remembered_releases
    where data_set = {{ data_set() }}

)

select * from earlier_releases
