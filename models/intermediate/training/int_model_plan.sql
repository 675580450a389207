-- One row: the model version this build scores with, or that it trains a new
-- one and why. A version that other signals or another cohort were used for
-- stops the build: its segments would mean something else.
{%- set asked_version = var('model_version') or '' %}
{%- set is_retraining = var('retrain') | string | lower == 'true' %}
with

signal_registry as (

    select * from {{ ref('signal_registry') }}
    where transform is not null

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

remembered_versions as (

    select * from {{ ref('stg_remembered__model_versions') }}
    where status in ('champion', 'retired')

),

signals_in_force as (

    select
        coalesce(
            string_agg(
                signal || ' as ' || transform, ', '
                order by signal
            ),
            'none'
        )
        || ', prior strength {{ var("prior_strength") }}' as signals
    from signal_registry

),

cohorts_in_force as (

    select
        cohort_name || ' since ' || cast(window_start_date as varchar)
        || ': more than ' || cast(session_count_above as varchar)
        || ' sessions'
        || coalesce(
            ' or ' || cast(or_booked_trip_count_above as varchar) || ' trips',
            ''
        )
        || coalesce(
            ', signed up from ' || cast(signed_up_from as varchar), ''
        )
        || coalesce(
            ', signed up before ' || cast(signed_up_before as varchar), ''
        ) as cohort
    from active_window

),

pinned_versions as (

    select
        model_version,
        signals,
        cohort
    from remembered_versions
    where
        {% if is_retraining -%}
        false
        {%- elif asked_version -%}
        model_version = {{ sql_text(asked_version) }}
        {%- else -%}
        status = 'champion'
        {%- endif %}

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
    from remembered_versions

),

checked_plans as (

    select
        pinned_versions.model_version,
        signals_in_force.signals,
        cohorts_in_force.cohort,
        case
            {% if asked_version and not is_retraining -%}
            when pinned_versions.model_version is null
                then error(
                    'var model_version names no released model: found '
                    || {{ sql_text(asked_version) }} || ', expected one of '
                    || known_versions.model_versions
                )
            {% endif -%}
            when pinned_versions.signals != signals_in_force.signals
                then error(
                    'model ' || pinned_versions.model_version
                    || ' was trained on ' || pinned_versions.signals
                    || '; now there is ' || signals_in_force.signals
                    || ': call make retrain, or take the change back'
                    || ' (seeds/signal_registry.csv, var prior_strength)'
                )
            when pinned_versions.cohort != cohorts_in_force.cohort
                then error(
                    'model ' || pinned_versions.model_version
                    || ' was trained on ' || pinned_versions.cohort
                    || '; now there is ' || cohorts_in_force.cohort
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
    from signals_in_force
    cross join cohorts_in_force
    cross join known_versions
    left join pinned_versions
        on true

),

-- What the build is compared with: the model it scores with, or the one that
-- a new model would replace.
reference_versions as (

    select model_version
    from remembered_versions
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
