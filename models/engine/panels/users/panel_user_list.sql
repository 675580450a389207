-- One row per group of users, segment and perk: how many there are, and which
-- file lists them.
with

perk_groups as (

    select * from {{ ref('dashboard_perk_groups') }}

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

switches as (

    select is_included from {{ ref('panel_user_lookup') }}

),

user_list as (

    select
        perk_groups.user_group,
        perk_groups.segment_name,
        perk_groups.offered_perk as perk_code,
        perk_catalogue.perk_name,
        cast(sum(perk_groups.user_count) as bigint) as user_count,
        {{ sum_where(
            'perk_groups.user_count', 'perk_groups.is_invited', 'bigint'
        ) }} as invited_user_count,
        case
            when switches.is_included
                then
                    'lists/' || perk_groups.segment_key || '/'
                    || perk_groups.offered_perk || '.js'
        end as list_path
    from perk_groups
    cross join switches
    inner join perk_catalogue
        on perk_groups.offered_perk = perk_catalogue.perk_code
    group by
        perk_groups.user_group,
        perk_groups.segment_key,
        perk_groups.segment_name,
        perk_groups.offered_perk,
        perk_catalogue.perk_name,
        switches.is_included

)

select * from user_list
