-- One row per user with a perk of their own: the reason as a sentence, whose
-- numbers are those of the score.
with

choices as (

    select
        user_id,
        primary_perk
    from {{ ref('int_user_perk_placements') }}
    where primary_perk is not null

),

scores as (

    select
        user_id,
        perk_code,
        leading_signal,
        raw_value,
        leading_percentile
    from {{ ref('int_user_perk_scores') }}

),

signal_registry as (

    select * from {{ ref('signal_registry') }}

),

signal_medians as (

    select * from {{ ref('int_signal_medians') }}

),

user_perk_reasons as (

    select
        choices.user_id,
        scores.leading_signal as reason_code,
        replace(
            replace(
                replace(
                    signal_registry.reason_template,
                    '{value}',
                    {{ spoken_number(
                        'scores.raw_value * signal_registry.reason_factor',
                        'signal_registry.reason_decimals'
                    ) }}
                ),
                '{percent}',
                {{ spoken_number(
                    'floor(100 * scores.leading_percentile)', '0'
                ) }}
            ),
            '{median}',
            {{ spoken_number(
                'signal_medians.median_value * signal_registry.reason_factor',
                'signal_registry.reason_decimals'
            ) }}
        ) as reason_text
    from choices
    inner join scores
        on
            choices.user_id = scores.user_id
            and choices.primary_perk = scores.perk_code
    inner join signal_registry
        on scores.leading_signal = signal_registry.signal
    inner join signal_medians
        on scores.leading_signal = signal_medians.signal

)

select * from user_perk_reasons
