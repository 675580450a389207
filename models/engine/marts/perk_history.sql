-- One row per user and time in which segment, perk and model stayed the same.
-- A day has one truth, however often it is built: the history goes on from the
-- eve of the as-of day.
with

earlier_intervals as (

    select * from {{ ref('int_perk_intervals_reopened') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

settings_in_force as (

    select is_changed from {{ ref('int_settings_in_force') }}

),

current_perks as (

    select
        user_perks.user_id,
        user_perks.segment_key,
        user_perks.primary_perk,
        user_perks.is_fallback,
        user_perks.model_version,
        user_perks.is_kept_by_hysteresis,
        {{ measures_hash('measures') }} as signal_fingerprint
    from {{ ref('user_perks') }} as user_perks
    inner join {{ ref('user_measures') }} as measures
        on user_perks.user_id = measures.user_id

),

last_intervals as (

    select * from earlier_intervals
    where is_last

),

compared_users as (

    select
        coalesce(current_perks.user_id, last_intervals.user_id) as user_id,
        current_perks.user_id is not null as is_there,
        coalesce(
            last_intervals.valid_to is null
            and last_intervals.segment_key = current_perks.segment_key
            and last_intervals.primary_perk = current_perks.primary_perk
            and last_intervals.is_fallback = current_perks.is_fallback
            and last_intervals.model_version
            is not distinct from current_perks.model_version,
            false
        ) as goes_on,
        case
            when last_intervals.user_id is null then 'first seen'
            when last_intervals.valid_to is not null then 'seen again'
            else coalesce(nullif(concat_ws(
                ', ',
                case
                    when
                        last_intervals.model_version
                        is distinct from current_perks.model_version
                        then 'model changed'
                end,
                case
                    when settings_in_force.is_changed then 'settings changed'
                end,
                case
                    when
                        last_intervals.signal_fingerprint
                        != current_perks.signal_fingerprint
                        then 'signals moved'
                end,
                case
                    when current_perks.is_kept_by_hysteresis
                        then 'perk kept by hysteresis'
                end
            ), ''), 'cohort moved')
        end as change_reason
    from current_perks
    full join last_intervals
        on current_perks.user_id = last_intervals.user_id
    cross join settings_in_force

),

perk_history as (

    select
        earlier_intervals.user_id,
        earlier_intervals.segment_key,
        earlier_intervals.primary_perk,
        earlier_intervals.is_fallback,
        earlier_intervals.model_version,
        earlier_intervals.valid_from,
        case
            when earlier_intervals.valid_to is not null
                then earlier_intervals.valid_to
            when not compared_users.goes_on then active_window.as_of_date
        end as valid_to,
        earlier_intervals.change_reason,
        case
            when earlier_intervals.valid_to is not null
                then earlier_intervals.end_reason
            when not compared_users.is_there then 'no session in the window'
            when not compared_users.goes_on then 'changed'
        end as end_reason,
        coalesce(
            current_perks.is_kept_by_hysteresis,
            earlier_intervals.is_kept_by_hysteresis
        ) as is_kept_by_hysteresis,
        coalesce(
            current_perks.signal_fingerprint,
            earlier_intervals.signal_fingerprint
        ) as signal_fingerprint
    from earlier_intervals
    inner join compared_users
        on earlier_intervals.user_id = compared_users.user_id
    cross join active_window
    left join current_perks
        on
            earlier_intervals.user_id = current_perks.user_id
            and earlier_intervals.valid_to is null
            and compared_users.goes_on

    union all

    select
        current_perks.user_id,
        current_perks.segment_key,
        current_perks.primary_perk,
        current_perks.is_fallback,
        current_perks.model_version,
        active_window.as_of_date as valid_from,
        cast(null as date) as valid_to,
        compared_users.change_reason,
        cast(null as varchar) as end_reason,
        current_perks.is_kept_by_hysteresis,
        current_perks.signal_fingerprint
    from current_perks
    inner join compared_users
        on current_perks.user_id = compared_users.user_id
    cross join active_window
    where not compared_users.goes_on

)

select * from perk_history
