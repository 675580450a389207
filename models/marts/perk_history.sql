-- One row per user and time in which segment, perk and model stayed the same.
-- What was remembered of the same or a later as-of day is taken back first: a
-- day has one truth, however often it is built.
with

user_perks as (

    select * from {{ ref('user_perks') }}

),

users_measured as (

    select
        user_id,
        {{ signal_fingerprint() }} as signal_fingerprint
    from {{ ref('int_users_measured') }}

),

active_window as (

    select as_of_date from {{ ref('int_active_window') }}

),

settings_in_force as (

    select * from {{ ref('int_settings_in_force') }}

),

earlier_history as (

    select
        remembered_history.user_id,
        remembered_history.segment_key,
        remembered_history.primary_perk,
        remembered_history.is_fallback,
        remembered_history.model_version,
        remembered_history.valid_from,
        case
            when remembered_history.valid_to < active_window.as_of_date
                then remembered_history.valid_to
        end as valid_to,
        remembered_history.change_reason,
        case
            when remembered_history.valid_to < active_window.as_of_date
                then remembered_history.end_reason
        end as end_reason,
        remembered_history.is_kept_by_hysteresis,
        remembered_history.signal_fingerprint
    from {{ ref('stg_remembered__perk_history') }} as remembered_history
    inner join active_window
        on remembered_history.valid_from < active_window.as_of_date

),

current_perks as (

    select
        user_perks.user_id,
        user_perks.segment_key,
        user_perks.primary_perk,
        user_perks.is_fallback,
        user_perks.model_version,
        user_perks.is_kept_by_hysteresis,
        users_measured.signal_fingerprint
    from user_perks
    inner join users_measured
        on user_perks.user_id = users_measured.user_id

),

open_history as (

    select
        earlier_history.user_id,
        earlier_history.segment_key,
        earlier_history.primary_perk,
        earlier_history.is_fallback,
        earlier_history.model_version,
        earlier_history.valid_from,
        earlier_history.change_reason,
        earlier_history.signal_fingerprint,
        current_perks.user_id is not null as is_there,
        coalesce(
            earlier_history.segment_key = current_perks.segment_key
            and earlier_history.primary_perk = current_perks.primary_perk
            and earlier_history.is_fallback = current_perks.is_fallback
            and earlier_history.model_version
            is not distinct from current_perks.model_version,
            false
        ) as goes_on,
        case
            when goes_on then current_perks.is_kept_by_hysteresis
            else earlier_history.is_kept_by_hysteresis
        end as is_kept_by_hysteresis,
        case
            when goes_on then current_perks.signal_fingerprint
            else earlier_history.signal_fingerprint
        end as last_signal_fingerprint
    from earlier_history
    left join current_perks
        on earlier_history.user_id = current_perks.user_id
    where earlier_history.valid_to is null

),

new_history as (

    select
        current_perks.user_id,
        current_perks.segment_key,
        current_perks.primary_perk,
        current_perks.is_fallback,
        current_perks.model_version,
        case
            when open_history.user_id is null then 'first seen'
            else coalesce(nullif(concat_ws(
                ', ',
                case
                    when
                        open_history.model_version
                        is distinct from current_perks.model_version
                        then 'model changed'
                end,
                case
                    when settings_in_force.is_changed then 'settings changed'
                end,
                case
                    when
                        open_history.signal_fingerprint
                        is distinct from current_perks.signal_fingerprint
                        then 'signals moved'
                end,
                case
                    when current_perks.is_kept_by_hysteresis
                        then 'perk kept by hysteresis'
                end
            ), ''), 'cohort moved')
        end as change_reason,
        current_perks.is_kept_by_hysteresis,
        current_perks.signal_fingerprint
    from current_perks
    cross join settings_in_force
    left join open_history
        on current_perks.user_id = open_history.user_id
    where not coalesce(open_history.goes_on, false)

),

perk_history as (

    select
        user_id,
        segment_key,
        primary_perk,
        is_fallback,
        model_version,
        valid_from,
        valid_to,
        change_reason,
        end_reason,
        is_kept_by_hysteresis,
        signal_fingerprint
    from earlier_history
    where valid_to is not null

    union all

    select
        open_history.user_id,
        open_history.segment_key,
        open_history.primary_perk,
        open_history.is_fallback,
        open_history.model_version,
        open_history.valid_from,
        case when not open_history.goes_on then active_window.as_of_date end
            as valid_to,
        open_history.change_reason,
        case
            when not open_history.is_there then 'no session in the window'
            when not open_history.goes_on then 'changed'
        end as end_reason,
        open_history.is_kept_by_hysteresis,
        open_history.last_signal_fingerprint as signal_fingerprint
    from open_history
    cross join active_window

    union all

    select
        new_history.user_id,
        new_history.segment_key,
        new_history.primary_perk,
        new_history.is_fallback,
        new_history.model_version,
        active_window.as_of_date as valid_from,
        cast(null as date) as valid_to,
        new_history.change_reason,
        cast(null as varchar) as end_reason,
        new_history.is_kept_by_hysteresis,
        new_history.signal_fingerprint
    from new_history
    cross join active_window

)

select * from perk_history
