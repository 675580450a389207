-- One row per active perk: who asked for it, and who got it.
with

perk_catalogue as (

    select
        perk_code,
        signal,
        capacity
    from {{ ref('perk_catalogue') }}
    where is_active

),

placed_users as (

    select
        primary_signal as signal,
        count(*) as user_count
    from {{ chosen_perks() }}
    where not {{ is_held_out('user_id') }}
    group by primary_signal

),

-- A user is displaced from, and loses affinity to, the perk of their choice.
refused_users as (

    {% if var('use_capacities') -%}
    select
        preferences.signal,
        count(*) as user_count,
        {{ count_where('preferences.place = 1') }} as displaced_user_count,
        {{ sum_where(
            'cast(preferences.score - coalesce(placements.primary_affinity, 0)'
            ~ ' as decimal(18, 12))',
            'preferences.place = 1',
            'double'
        ) }} as affinity_lost
    from {{ ref('int_perk_preferences') }} as preferences
    inner join {{ ref('int_perk_places') }} as places
        on
            preferences.user_id = places.user_id
            and preferences.place < places.place
    inner join {{ ref('int_user_perk_placements') }} as placements
        on preferences.user_id = placements.user_id
    group by preferences.signal
    {%- else -%}
    select
        '' as signal,
        0 as user_count,
        0 as displaced_user_count,
        cast(0 as double) as affinity_lost
    {%- endif %}

),

withhold_small_groups as (

    select
        perk_catalogue.perk_code,
        cast(perk_catalogue.capacity as integer) as capacity,
        coalesce(placed_users.user_count, 0)
        + coalesce(refused_users.user_count, 0) as proposal_count,
        coalesce(placed_users.user_count, 0) as placed_user_count,
        cast(coalesce(refused_users.displaced_user_count, 0) as bigint)
            as displaced_user_count,
        coalesce(refused_users.affinity_lost, 0) as affinity_lost,
        coalesce(
            {{ why_withheld('placed_users.user_count', 'perk_code') }},
            {{ why_withheld('displaced_user_count', 'perk_code') }}
        ) as withheld_because
    from perk_catalogue
    left join placed_users
        on perk_catalogue.signal = placed_users.signal
    left join refused_users
        on perk_catalogue.signal = refused_users.signal

),

perk_placements as (

    select
        perk_code,
        capacity,
        {{- unless_withheld(['proposal_count', 'placed_user_count',
            'displaced_user_count', 'affinity_lost']) }},
        withheld_because
    from withhold_small_groups

)

select * from perk_placements
