-- One row: the model version that this build scores with, or that it trains a
-- new one and why. A version that other signals or another cohort were used for
-- stops the build: its segments would mean something else.
{%- set asked_version = var('model_version') or '' %}
{%- set is_retraining = var('retrain') | string | lower == 'true' %}
with

active_window as (

    select cohort_description from {{ ref('int_active_window') }}

),

released_versions as (

    select * from {{ ref('int_earlier_models') }}

),

training_conditions as (

    select
        {{ sql_text(training_signals()) }} as signals,
        cohort_description as cohort
    from active_window

),

pinned_versions as (

    select * from released_versions
    {% if is_retraining -%}
    where false
    {%- elif asked_version -%}
    where model_version = {{ sql_text(asked_version) }}
    {%- else -%}
    where is_champion
    {%- endif %}

),

-- What the build is compared with: the model it scores with, or the one that
-- a new model would replace.
reference_versions as (

    select model_version from released_versions
    where is_champion

),

model_plan as (

    select
        case
            {% for column, cause in {
                'signals': 'the declaration of the signals, var prior_strength',
                'cohort': 'seed cohort_definitions, var cohort',
            }.items() -%}
            when pinned_versions.{{ column }} != conditions.{{ column }}
                then {{ stop_with(
                    "'model ' || pinned_versions.model_version"
                    ~ " || ' was trained on ' || pinned_versions." ~ column
                    ~ " || '; now there is ' || conditions." ~ column
                    ~ " || ': call make retrain, or undo the change ("
                    ~ cause ~ ")'"
                ) }}
            {% endfor -%}
            else pinned_versions.model_version
        end as model_version,
        coalesce(
            pinned_versions.model_version, reference_versions.model_version
        ) as reference_version,
        pinned_versions.model_version is null as is_training,
        case
            when pinned_versions.model_version is null
                then '{{ "asked for" if is_retraining else "first model" }}'
        end as training_reason,
        conditions.signals,
        conditions.cohort
    from training_conditions as conditions
    left join pinned_versions
        on true
    left join reference_versions
        on true

)

select * from model_plan
