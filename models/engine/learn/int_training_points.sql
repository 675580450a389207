-- One row per cohort user with evidence, as many as are learned from at most:
-- where they stand, in deviations from the mean, and the counts behind it.
with

cohort_users as (

    select * from {{ ref('user_measures') }}
    where is_in_cohort

),

scales as (

    select * from {{ ref('int_signal_scales') }}

),

perk_terms as (

    select * from {{ ref('int_perk_terms') }}

),

model_plan as (

    select is_training from {{ ref('int_model_plan') }}

),

widen_scales as (

    select
        {%- for signal in signals() %}
        {%- for column in ['rate', 'strength', 'mean', 'deviation'] %}
        max(case when signal = '{{ signal.name }}' then {{ column }} end)
            as {{ signal.name }}_{{ column }},
        {%- endfor %}
        {%- endfor %}
        count(*) as signal_count
    from scales

),

find_users_with_evidence as (

    select cohort_users.*
    from cohort_users
    cross join perk_terms
    cross join model_plan
    where
        model_plan.is_training
        and {{ has_evidence('cohort_users', 'perk_terms') }}

),

draw_users_to_learn_from as (

    {{ drawn_by_md5('find_users_with_evidence', var('train_sample_max')) }}

),

training_points as (

    select
        {%- for signal in signals() %}
        {%- set name = signal.name %}
        {{ standardised_coordinate(signal, 'users', 'widen_scales') }}
            as {{ name }},
        users.{{ name }}_count,
        users.{{ name }}_trials,
        {%- endfor %}
        users.user_id
    from draw_users_to_learn_from as users
    cross join widen_scales

)

select * from training_points
