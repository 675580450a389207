-- One row per user with a session in the window: why this perk and why this
-- segment, as sentences whose numbers are those of the score.
with

choices as (

    select
        user_id,
        primary_perk,
        len(refused_perks) > 0 as is_refused
    from {{ ref('int_user_perk_placements') }}

),

perk_catalogue as (

    select
        perk_code,
        evidence_level
    from {{ ref('perk_catalogue') }}

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

spoken_scores as (

    select
        choices.user_id,
        scores.leading_signal,
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
        )
        || case
            when perk_catalogue.evidence_level = 'proxy'
                then ' (a stand-in: the data holds nothing closer)'
            else ''
        end as sentence
    from choices
    inner join scores
        on
            choices.user_id = scores.user_id
            and choices.primary_perk = scores.perk_code
    inner join perk_catalogue
        on choices.primary_perk = perk_catalogue.perk_code
    inner join signal_registry
        on scores.leading_signal = signal_registry.signal
    inner join signal_medians
        on scores.leading_signal = signal_medians.signal

),

user_perk_reasons as (

    select
        choices.user_id,
        case
            when spoken_scores.sentence is not null
                then spoken_scores.leading_signal
            when choices.primary_perk is not null then 'no_comparison'
            when choices.is_refused then 'no_place_left'
            else 'no_signal_yet'
        end as reason_code,
        case
            when spoken_scores.sentence is not null then spoken_scores.sentence
            when choices.primary_perk is not null
                then 'Nobody in the cohort to compare with'
            when choices.is_refused then 'Every perk that suits is taken'
            else 'No booking yet that speaks for a perk'
        end as reason_text
    from choices
    left join spoken_scores
        on choices.user_id = spoken_scores.user_id

)

select * from user_perk_reasons
