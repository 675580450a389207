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
        source.user_id,
        source.segment_key,
        source.primary_perk,
        source.model_version,
        source.valid_from,
        source.valid_to,
        source.change_reason,
        source.end_reason,
        source.is_fallback,
        source.is_kept_by_hysteresis,
        source.signal_fingerprint
    from source
    anti join forgotten_users
        on source.user_id = forgotten_users.user_id

)

select * from perk_history
