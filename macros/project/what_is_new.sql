{#- A query for what is new since the last release, in one row: since which, what
    (null for nothing), and when all tests last went before a release. -#}
{%- macro what_is_new() -%}
with

releases as (

    {{ memory_of('int_releases', {
        'release_id': 'varchar',
        'released_at': 'timestamp',
        'made_of': 'varchar',
        'is_wholly_tested': 'boolean',
        'working_file_digest': 'varchar',
    }) }}

),

frozen_assignments as (

    {{ memory_of('int_frozen_assignments', {
        'data_set': 'varchar',
        'campaign_id': 'varchar',
    }) }}

),

last_release as (

    select
        arg_max(release_id, released_at) as release_id,
        arg_max_null(made_of, released_at) as made_of,
        arg_max_null(working_file_digest, released_at) as working_file_digest,
        max(released_at) as released_at,
        max(case when is_wholly_tested then released_at end)
            as wholly_tested_at
    from releases

),

-- What has no checksum is behind an address, and can have changed unseen.
compare_files as (

    select
        case
            when found.file_name is null then 'gone'
            when found.checksum is null then 'unsure'
            when known.file_name is null then 'added'
            when
                found.checksum is distinct from known.checksum
                or found.reading is distinct from known.reading
                then 'changed'
        end as change
    from raw.found_files as found
    full join raw.known_files as known
        on
            found.table_name = known.table_name
            and found.file_name = known.file_name

),

count_changes as (

    select
        count(change) as change_count,
        count(*) filter (where change = 'unsure') as unsure_count,
        format(
            'raw files: {} added, {} changed, {} gone',
            count(*) filter (where change = 'added'),
            count(*) filter (where change = 'changed'),
            count(*) filter (where change = 'gone')
        ) as sentence
    from compare_files

)

select
    last_release.release_id,
    last_release.released_at,
    last_release.wholly_tested_at,
    case
        when last_release.release_id is null
            then 'no release is remembered'
        when last_release.release_id is distinct from release_in_force()
            then 'the last release is not the one in force'
        when last_release.made_of is distinct from made_of()
            then 'the project, its seeds or its vars'
        when changes.unsure_count > 0
            then 'what is behind an address can always be'
        when changes.change_count > 0 then changes.sentence
        when
            last_release.working_file_digest
            is distinct from {{ working_file_digest() }}
            then 'raw files that were read, or a campaign that was started'
    end as news
from last_release
cross join count_changes as changes
{%- endmacro -%}
