-- One row per habit that an active perk rewards: how common it is in the
-- cohort, and whether it lasts.
with

model_signals as (

    select signals.*
    from {{ ref('int_model_signals') }} as signals
    inner join {{ ref('int_model_space') }} as model_space
        on signals.model_version = model_space.model_version

),

signals as (

    select * from {{ ref('int_signals') }}

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

habits as (

    select
        signals.signal,
        signals.place,
        signals.title,
        signals.family,
        perk_catalogue.perk_name,
        case signals.family
            when 'share'
                then {{ format_decimal('100 * model_signals.rate', 0) }} || '%'
            else {{ format_decimal('model_signals.rate', 1) }} || ' each'
        end as everybody,
        model_signals.users_with_two as repeating_user_count,
        model_signals.rho as persistence,
        model_signals.lower_end,
        model_signals.upper_end,
        model_signals.lower_end > 0 as is_lasting
    from signals
    inner join model_signals
        on signals.signal = model_signals.signal
    inner join perk_catalogue
        on signals.perk_code = perk_catalogue.perk_code

)

select * from habits
