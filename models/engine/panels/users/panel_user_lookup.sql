-- One row: whether single users can be looked up, in how many files, or why
-- not.
with

user_perks as (

    select * from {{ ref('user_perks') }}

),

user_counts as (

    select
        count(*) as user_count,
        arg_max(
            case
                when
                    cohort_status = 'cohort'
                    and second_perk is not null
                    and activation_perk = primary_perk
                    then user_id
            end,
            (primary_affinity, -user_id)
        ) as example_user_id
    from user_perks

),

user_lookup as (

    select
        user_count,
        {{ var('dashboard_users') }}
        and user_count <= {{ var('dashboard_user_limit') }} as is_included,
        cast(
            greatest(
                1, ceil(user_count / {{ var('dashboard_users_per_file') }})
            ) as integer
        ) as file_count,
        example_user_id,
        case
            when not {{ var('dashboard_users') }}
                then
                    'Single users are left out: this page was built without'
                    || ' them. The complete table is among the exports of'
                    || ' this release.'
            when user_count > {{ var('dashboard_user_limit') }}
                then
                    'Single users are left out: there are '
                    || format('{:,}', user_count)
                    || ', and this page shows at most '
                    || format('{:,}', {{ var('dashboard_user_limit') }})
                    || '. The complete table is among the exports of this'
                    || ' release.'
        end as note
    from user_counts

)

select * from user_lookup
