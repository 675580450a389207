-- One row per cut, policy and perk: how often users did later what the perk
-- rewards that the policy would have given them, against chance.
with

model_space as (

    select model_version from {{ ref('int_model_space') }}

),

withhold_small_groups as (

    select
        lifts.*,
        {{ why_withheld(
            'lifts.user_count', 'lifts.perk_code', 'lifts.cut, lifts.policy'
        ) }} as withheld_because
    from {{ ref('int_model_lifts') }} as lifts
    inner join model_space
        on lifts.model_version = model_space.model_version
    where lifts.cut is not null

),

policy_backtest as (

    select
        cut,
        policy,
        perk_code,
        {%- for name, expression in {
            'users': 'user_count',
            'bookings': 'experience_count',
            'did': 'did',
            'expected': 'expected',
            'lift': 'lift',
            'lower': 'lower_end',
            'upper': 'upper_end',
            'hit_rate': safe_ratio('did', 'experience_count'),
            'base_hit_rate': safe_ratio('expected', 'experience_count'),
        }.items() %}
        case when withheld_because is null then {{ expression }} end
            as {{ name }},
        {%- endfor %}
        withheld_because,
        model_version
    from withhold_small_groups

)

select * from policy_backtest
