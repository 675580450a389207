-- One row: whether single users can be looked up, in how many files, or why
-- not.
with

user_perks as (

    select user_id from {{ ref('user_perks') }}

),

user_counts as (

    select count(*) as user_count from user_perks

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
        case
            when not {{ var('dashboard_users') }}
                then
                    'Single users are left out of this dashboard: var'
                    || ' dashboard_users is false.'
            when user_count > {{ var('dashboard_user_limit') }}
                then
                    'Single users are left out of this dashboard: there are '
                    || format('{:,}', user_count)
                    || ', and var dashboard_user_limit allows '
                    || format('{:,}', {{ var('dashboard_user_limit') }})
                    || '. They are in the mart user_perks.'
        end as note
    from user_counts

)

select * from user_lookup
