with

source as (

    select * from {{ source('remembered', 'perk_history') }}
    where data_set = {{ data_set() }}

),

forgotten_users as (

    select user_id from {{ ref('forgotten_users') }}

),

perk_history as (

    select
        user_id,
        segment_key,
        primary_perk,
        model_version,
        valid_from,
        valid_to,
        change_reason,
        end_reason,
        is_fallback,
        is_kept_by_hysteresis,
        signal_fingerprint
    from source
    where user_id not in (select user_id from forgotten_users)

)

select * from perk_history
