-- One row per script file with single users, which the page loads on demand:
-- one for every so many users, and one list a segment and perk. Scripts, as a
-- page opened from a folder may not read data.
with

user_details as (

    select * from {{ ref('dashboard_user_details') }}

),

user_perks as (

    select * from {{ ref('dashboard_user_sendings') }}

),

switches as (

    select * from {{ ref('panel_user_lookup') }}
    where is_included

),

user_files as (

    select
        'users/' || file_number || '.js' as path,
        'receiveUsers({'
        || array_to_string(
            list_transform(
                list_sort(
                    list({ 'user_id': user_id, 'text': user_text })
                ),
                lambda one: '"' || one['user_id'] || '":' || one['text']
            ),
            ','
        )
        || '});' as content
    from user_details
    group by file_number

),

listed_users as (

    select
        user_perks.user_id,
        user_perks.segment_key || '/' || user_perks.offered_perk as list_name,
        to_json([
            cast(user_perks.user_id as varchar),
            case user_perks.cohort_status
                when 'cohort' then 'Cohort' else 'Other users'
            end,
            case
                when user_perks.is_offered_by_habit then user_perks.confidence
            end,
            case when user_perks.is_invited then 'yes' else 'no' end,
            user_perks.offer_reason
        ]) as user_text
    from user_perks
    cross join switches

),

list_files as (

    select
        'lists/' || list_name || '.js' as path,
        'receiveList(' || to_json('lists/' || list_name || '.js') || ',['
        || array_to_string(
            list_transform(
                list_sort(
                    list({ 'user_id': user_id, 'text': user_text })
                ),
                lambda one: one['text']
            ),
            ','
        )
        || ']);' as content
    from listed_users
    group by list_name

),

dashboard_user_files as (

    select
        path,
        content
    from user_files
    union all
    select
        path,
        content
    from list_files

)

select * from dashboard_user_files
