-- One row: the model version this build scores with, or that it trains a new
-- one and why. A version that other signals or another cohort were used for
-- stops the build: its segments would mean something else.
{%- set asked_version = var('model_version') or '' %}
{%- set is_retraining = var('retrain') | string | lower == 'true' %}
{%- set is_pinned = (
    'false' if is_retraining
    else 'model_version = ' ~ sql_text(asked_version) if asked_version
    else "status = 'champion'"
) %}
with

training_conditions as (

    select * from {{ ref('int_training_conditions') }}

),

released_versions as (

    select
        model_version,
        trained_at_as_of_date,
        signals,
        cohort,
        status
    from {{ ref('stg_remembered__model_versions') }}
    where status in ('champion', 'retired')

),

pinned_versions as (

    select
        model_version,
        signals,
        cohort
    from released_versions
    where {{ is_pinned }}

),

known_versions as (

    select
        coalesce(
            string_agg(
                model_version, ', '
                order by trained_at_as_of_date, model_version
            ),
            'none: nothing has been released yet'
        ) as model_versions
    from released_versions

),

checked_plans as (

    select
        pinned_versions.model_version,
        training_conditions.signals,
        training_conditions.cohort,
        case
            {% if asked_version and not is_retraining -%}
            when pinned_versions.model_version is null
                then error(
                    'var model_version names no released model: found '
                    || {{ sql_text(asked_version) }} || ', expected one of '
                    || known_versions.model_versions
                )
            {% endif -%}
            when pinned_versions.signals != training_conditions.signals
                then error(
                    'model ' || pinned_versions.model_version
                    || ' was trained on ' || pinned_versions.signals
                    || '; now there is ' || training_conditions.signals
                    || ': call make retrain, or take the change back'
                    || ' (seeds/traveltide/signal_registry.csv, var prior_strength)'
                )
            when pinned_versions.cohort != training_conditions.cohort
                then error(
                    'model ' || pinned_versions.model_version
                    || ' was trained on ' || pinned_versions.cohort
                    || '; now there is ' || training_conditions.cohort
                    || ': call make retrain, or take the change back'
                    || ' (seeds/cohort_definitions.csv, var cohort)'
                )
            when pinned_versions.model_version is not null then null
            {% if is_retraining -%}
            else 'asked for'
            {%- else -%}
            else 'first model'
            {%- endif %}
        end as training_reason
    from training_conditions
    cross join known_versions
    left join pinned_versions
        on true

),

-- What the build is compared with: the model it scores with, or the one that
-- a new model would replace.
reference_versions as (

    select model_version from released_versions
    where status = 'champion'

),

model_plan as (

    select
        checked_plans.model_version,
        coalesce(
            checked_plans.model_version, reference_versions.model_version
        ) as reference_version,
        checked_plans.training_reason is not null as is_training,
        checked_plans.training_reason,
        checked_plans.signals,
        checked_plans.cohort
    from checked_plans
    left join reference_versions
        on true

)

select * from model_plan
