-- One row per signal: what the model in force knows of its persistence and of
-- its perk's backtest, and whether that has earned a high confidence.
with

signals as (

    select
        signal,
        place,
        perk_code
    from {{ ref('int_signals') }}

),

model_space as (

    select model_version from {{ ref('int_model_space') }}

),

-- Of all cuts together, under the policy in force.
lifts as (

    select * from {{ ref('int_model_lifts') }}
    where
        cut is null
        and policy = {{ sql_text(var('perk_policy')) }}
        and signal is not null

),

perk_proofs as (

    select
        model_space.model_version,
        signals.signal,
        signals.place,
        signals.perk_code,
        model_signals.persistence_trials as observations,
        model_signals.users_with_two,
        model_signals.persistence_rate as mean_rate,
        model_signals.rho,
        model_signals.lower_end,
        model_signals.upper_end,
        model_signals.learned_strength,
        lifts.lift,
        lifts.lower_end as lift_lower_end,
        lifts.upper_end as lift_upper_end,
        coalesce(model_signals.lower_end > 0 and lifts.lower_end > 1, false)
            as is_high_earned,
        case
            when signals.perk_code is null then 'No active perk rewards it.'
            when model_signals.lower_end is null
                then 'Too few users did it twice to tell whether it lasts.'
            when model_signals.lower_end <= 0
                then
                    'Users who did it once are not shown to do it again more'
                    || ' often than others.'
            when lifts.lower_end is null
                then 'Too few users can be followed after an earlier day.'
            when lifts.lower_end <= 1
                then
                    'Those who would have got the perk on earlier days did not'
                    || ' clearly do it more often afterwards.'
        end as why_not_high
    from signals
    cross join model_space
    inner join {{ ref('int_model_signals') }} as model_signals
        on
            signals.signal = model_signals.signal
            and model_space.model_version = model_signals.model_version
    left join lifts
        on
            signals.signal = lifts.signal
            and model_space.model_version = lifts.model_version

)

select * from perk_proofs
