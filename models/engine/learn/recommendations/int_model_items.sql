-- One row per model and pair of items: how much it speaks for the one that a
-- user bought the other.
with

model_plan as (

    select * from {{ ref('int_model_plan') }}

),

centroids as (

    select model_version from {{ ref('ml_segment_centroids') }}

),

model_in_force as (

    {{ model_in_force() }}

),

item_weights as (

    select * from {{ ref('ml_item_weights') }}
    where not is_backtest

),

model_items as (

    select
        model_in_force.model_version,
        item_weights.item_id,
        item_weights.because_item_id,
        item_weights.weight
    from item_weights
    cross join model_in_force
    where model_in_force.is_training

)

select * from model_items
