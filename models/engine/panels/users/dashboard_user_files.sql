-- One row per script file with single users, which the page loads on demand:
-- one for every so many users, and one list a perk. Scripts, as a page opened
-- from a folder may not read data.
with

user_details as (

    select * from {{ ref('dashboard_user_details') }}

),

user_perks as (

    select * from {{ ref('user_perks') }}

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

invited_users as (

    select
        user_perks.activation_perk,
        user_perks.user_id,
        to_json([
            cast(user_perks.user_id as varchar),
            user_perks.cohort_status,
            user_perks.segment_name,
            user_perks.confidence,
            user_perks.reason_text
        ]) as user_text
    from user_perks
    cross join switches
    where user_perks.activation_perk is not null

),

perk_files as (

    select
        'perks/' || activation_perk || '.js' as path,
        'receivePerkList(' || to_json(activation_perk) || ',['
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
    from invited_users
    group by activation_perk

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
    from perk_files

)

select * from dashboard_user_files
