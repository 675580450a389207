-- One row per signal: whether users who did it once do it again, and whether
-- its perk, given by that on earlier days, met what they did next.
with

perk_persistence as (

    select
        signal,
        perk_code,
        observations,
        users_with_two,
        mean_rate,
        rho,
        lower_end as lower,
        upper_end as upper,
        learned_strength,
        case
            when lower_end is null then 'too few to tell'
            when lower_end > 0 then 'lasts'
            else 'not shown to last'
        end as verdict,
        lift as backtest_lift,
        lift_lower_end as backtest_lower,
        lift_upper_end as backtest_upper,
        is_high_earned,
        why_not_high,
        model_version
    from {{ ref('int_perk_proofs') }}

)

select * from perk_persistence
