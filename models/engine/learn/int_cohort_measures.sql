-- One row per signal and pair of count and trials that occurs in the cohort.
with

cohort_users as (

    select * from {{ ref('user_measures') }}
    where is_in_cohort

),

cohort_measures as (

    {% for signal in signals() -%}
    select
        '{{ signal.name }}' as signal,
        {{ signal.name }}_count as event_count,
        {{ signal.name }}_trials as trial_count,
        count(*) as user_count
    from cohort_users
    group by
        {{ signal.name }}_count,
        {{ signal.name }}_trials
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from cohort_measures
