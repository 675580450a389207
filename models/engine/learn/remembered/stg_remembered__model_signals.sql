with

source as (

    select * from {{ source('remembered', 'model_signals') }}
    where data_set = {{ data_set() }}

),

model_signals as (

    select
        model_version,
        signal,
        user_count,
        winsor_limit,
        mean,
        deviation,
        bounds,
        shares
    from source

)

select * from model_signals
