-- One row per user: the perks they were released with as JSON, the latest
-- first.
with

perk_history as (

    select * from {{ ref('perk_history') }}

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

switches as (

    select is_included from {{ ref('panel_user_lookup') }}

),

released_perks as (

    select
        perk_history.user_id,
        {
            'from': strftime(perk_history.valid_from, '%Y-%m-%d'),
            'to': strftime(perk_history.valid_to, '%Y-%m-%d'),
            'perk': coalesce(
                perk_catalogue.perk_name, perk_history.primary_perk
            ),
            'why': replace(replace(
                perk_history.change_reason,
                'signals moved', 'new activity'
            ), 'perk kept by hysteresis', 'earlier perk kept')
        } as perk
    from perk_history
    cross join switches
    left join perk_catalogue
        on perk_history.primary_perk = perk_catalogue.perk_code
    where switches.is_included

),

user_histories as (

    select
        user_id,
        to_json(list_reverse_sort(list(perk))) as perks
    from released_perks
    group by user_id

)

select * from user_histories
