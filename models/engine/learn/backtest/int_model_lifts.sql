-- One row per model, cut, policy and signal, one for all cuts together (cut is
-- null), and one for all signals besides: how often users did later what the
-- perk that a policy gave them rewards, against the same perks dealt at random.
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

sum_by_user as (

    {% for keys in ['cut, signal, perk_code', 'signal, perk_code', ''] -%}
    select
        cast({{ 'cut' if 'cut' in keys else 'null' }} as date) as cut,
        {%- for key in ['signal', 'perk_code'] %}
        cast({{ key if key in keys else 'null' }} as string) as {{ key }},
        {%- endfor %}
        policy,
        sum(experience_count) as experience_count,
        sum(did) as did,
        sum(expected) as expected
    from {{ ref('int_backtest_outcomes') }}
    group by {{ keys ~ ', ' if keys }}policy, user_id
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

sum_squares as (

    select
        cut,
        policy,
        signal,
        perk_code,
        {{ count_where('experience_count > 0') }} as user_count,
        cast(sum(experience_count) as bigint) as experience_count,
        cast(sum(did) as bigint) as did,
        cast(sum(expected) as double) as expected,
        {{ safe_ratio('sum(did)', 'sum(expected)') }} as lift,
        cast(sum(did * did) as double) as did_squares,
        cast(sum(did * expected) as double) as products,
        cast(sum(expected * expected) as double) as expected_squares
    from sum_by_user
    group by
        cut,
        policy,
        signal,
        perk_code

),

-- The interval of a ratio, each user one draw.
model_lifts as (

    {% set margin -%}
    case
        when lifts.user_count >= {{ var('judged_user_minimum') }}
            then {{ errors_of_interval() }} / lifts.expected * sqrt(greatest(
                lifts.did_squares - 2 * lifts.products * lifts.lift
                + lifts.expected_squares * lifts.lift * lifts.lift,
                0
            ))
    end
    {%- endset -%}
    select
        model_in_force.model_version,
        lifts.cut,
        lifts.policy,
        lifts.signal,
        lifts.perk_code,
        lifts.user_count,
        lifts.experience_count,
        lifts.did,
        round(lifts.expected, 6) as expected,
        round(lifts.lift, 6) as lift,
        round(lifts.lift - {{ margin }}, 6) as lower_end,
        round(lifts.lift + {{ margin }}, 6) as upper_end
    from sum_squares as lifts
    cross join model_in_force
    where model_in_force.is_training

)

select * from model_lifts
