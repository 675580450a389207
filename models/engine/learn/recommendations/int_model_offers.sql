-- One row per model and list: how much of what users bought next was in it, as
-- learned and by popularity, and whether the learned order is released.
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

trial_rates as (

    select
        list,
        user_id,
        cast(learned_count as decimal(18, 9)) / wanted_count as learned_rate,
        cast(popular_count as decimal(18, 9)) / wanted_count as popular_rate
    from {{ ref('int_offer_trials') }}

),

lists as (

    select 'again' as list
    union all
    select 'new' as list

),

-- Rounded, as sums of doubles depend on their order.
compare_ways_of_choosing as (

    select
        {%- for name, rate in {
            'learned': 'trials.learned_rate',
            'popular': 'trials.popular_rate',
            'gain': 'trials.learned_rate - trials.popular_rate',
        }.items() %}
        round(avg({{ rate }}), 6) as {{ name }}_recall,
        round(stddev_samp({{ rate }}) / sqrt(count(trials.user_id)), 6)
            as {{ name }}_error,
        {%- endfor %}
        lists.list,
        count(trials.user_id) as user_count
    from lists
    left join trial_rates as trials
        on lists.list = trials.list
    group by lists.list

),

cuts as (

    select max(case when is_backtest then cut end) as cut
    from {{ ref('int_popular_items') }}

),

model_offers as (

    select
        model_in_force.model_version,
        cuts.cut,
        compared.list,
        compared.user_count,
        compared.learned_recall,
        compared.learned_error,
        compared.popular_recall,
        compared.popular_error,
        compared.gain_recall as gain,
        compared.gain_error,
        coalesce(
            compared.user_count >= {{ var('judged_user_minimum') }}
            and compared.gain_recall
            > {{ var('recommendation_margin') }} * compared.gain_error,
            false
        ) as is_released
    from compare_ways_of_choosing as compared
    cross join cuts
    cross join model_in_force
    where model_in_force.is_training

)

select * from model_offers
