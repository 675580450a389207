-- One row per list that beat popularity at the backtest of the model in force.
with

model_space as (

    select model_version from {{ ref('int_model_space') }}

),

released_lists as (

    select model_offers.list
    from {{ ref('int_model_offers') }} as model_offers
    inner join model_space
        on model_offers.model_version = model_space.model_version
    where model_offers.is_released

)

select * from released_lists
