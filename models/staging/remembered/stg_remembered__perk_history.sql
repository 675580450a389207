with

source as (

    select * from {{ source('remembered', 'perk_history') }}
    where data_set = {{ data_set() }}

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

)

select * from perk_history
