-- One row per file of the dashboard: the page, and the scripts it may load.
with

dashboard_page as (

    select * from {{ ref('dashboard_page') }}

),

dashboard_user_files as (

    select * from {{ ref('dashboard_user_files') }}

),

dashboard_files as (

    select
        path,
        content
    from dashboard_page
    union all
    select
        path,
        content
    from dashboard_user_files

)

select * from dashboard_files
