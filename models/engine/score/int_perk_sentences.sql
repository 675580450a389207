-- One row per signal and pair of count and trials that any user has: the perk
-- that it speaks for, and what a reason says of it. Facts, each counted; users
-- who are alike share a sentence, those without evidence have one of theirs.
with

users as (

    select * from {{ ref('user_measures') }}

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}
    where is_active

),

percentiles as (

    select percentiles.*
    from {{ ref('int_model_percentiles') }} as percentiles
    inner join {{ ref('int_model_space') }} as model_space
        on percentiles.model_version = model_space.model_version

),

model_space as (

    select * from {{ ref('int_model_space') }}

),

rate_measures as (

    {% for signal in signals() -%}
    {%- set scale = 'max(model_space.' ~ signal.name ~ '_' %}
    select
        '{{ signal.name }}' as signal,
        users.{{ signal.name }}_count as event_count,
        users.{{ signal.name }}_trials as trial_count,
        {{ posterior_rate(
            'users.' ~ signal.name ~ '_count',
            'users.' ~ signal.name ~ '_trials',
            scale ~ 'rate)',
            scale ~ 'strength)'
        ) }} as rate
    from users
    cross join model_space
    where users.{{ signal.name }}_count > 0
    group by
        users.{{ signal.name }}_count,
        users.{{ signal.name }}_trials
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- The largest percentile that lies truly below.
find_percentiles as (

    select
        rate_measures.signal,
        rate_measures.event_count,
        rate_measures.trial_count,
        coalesce(max(percentiles.percentile), 0) as percentile
    from rate_measures
    left join percentiles
        on
            rate_measures.signal = percentiles.signal
            and rate_measures.rate > percentiles.rate
    group by
        rate_measures.signal,
        rate_measures.event_count,
        rate_measures.trial_count

),

perk_sentences as (

    select
        measures.signal,
        measures.event_count,
        measures.trial_count,
        {{ offer_columns('perk_catalogue') }},
        signals.signal as reason_code,
        {{ reason_sentence('measures', 'signals') }} as reason_text
    from find_percentiles as measures
    inner join {{ ref('int_signals') }} as signals
        on measures.signal = signals.signal
    inner join perk_catalogue
        on signals.perk_code = perk_catalogue.perk_code

    union all

    {{ fallback_sentences() }}

)

select * from perk_sentences
