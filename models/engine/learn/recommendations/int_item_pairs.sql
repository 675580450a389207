-- One row per pair of items of the model in force: how much it speaks for the
-- one that a user bought the other.
with

model_space as (

    select model_version from {{ ref('int_model_space') }}

),

item_pairs as (

    select
        model_items.item_id,
        model_items.because_item_id,
        model_items.weight
    from {{ ref('int_model_items') }} as model_items
    inner join model_space
        on model_items.model_version = model_space.model_version

)

select * from item_pairs
