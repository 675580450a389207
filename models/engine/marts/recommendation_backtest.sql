-- One row per list and way of choosing: how much of what users bought next was
-- in it, the clock set back.
with

model_space as (

    select model_version from {{ ref('int_model_space') }}

),

model_offers as (

    select model_offers.*
    from {{ ref('int_model_offers') }} as model_offers
    inner join model_space
        on model_offers.model_version = model_space.model_version

),

recommendation_backtest as (

    {% for policy in ['learned', 'popular'] -%}
    select
        list,
        '{{ policy }}' as policy,
        cut,
        user_count as users,
        {{ policy }}_recall as recall,
        {{ policy }}_error as recall_error,
        gain,
        gain_error,
        {{ 'is_released' if policy == 'learned' else 'not is_released' }}
            as is_released,
        model_version
    from model_offers
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from recommendation_backtest
