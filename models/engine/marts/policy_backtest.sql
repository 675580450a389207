-- One row per cut, policy and perk: how often users did later what the perk
-- rewards that the policy would have given them, against chance.
with

model_space as (

    select model_version from {{ ref('int_model_space') }}

),

policy_backtest as (

    select
        lifts.cut,
        lifts.policy,
        lifts.perk_code,
        lifts.user_count as users,
        lifts.experience_count as bookings,
        lifts.did,
        lifts.expected,
        lifts.lift,
        lifts.lower_end as lower,
        lifts.upper_end as upper,
        {{ safe_ratio('lifts.did', 'lifts.experience_count') }} as hit_rate,
        {{ safe_ratio('lifts.expected', 'lifts.experience_count') }}
            as base_hit_rate,
        lifts.model_version
    from {{ ref('int_model_lifts') }} as lifts
    inner join model_space
        on lifts.model_version = model_space.model_version
    where lifts.cut is not null

)

select * from policy_backtest
