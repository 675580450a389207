-- One row per signal: whether what a user did once tells what the same user
-- will do again, as the correlation of two of their trials.
with

cohort_users as (

    select * from {{ ref('user_measures') }}
    where is_in_cohort

),

pool_rates as (

    select
        {%- for signal in signals() %}
        {%- set seen = signal.observed_as or signal.name %}
        coalesce({{ safe_ratio(
            'sum(' ~ seen ~ '_count)', 'sum(' ~ seen ~ '_trials)'
        ) }}, 0) as {{ signal.name }}_rate,
        sum({{ seen }}_trials) as {{ signal.name }}_trials,
        {{ count_where(seen ~ '_trials > 1') }} as {{ signal.name }}_pairs,
        {%- endfor %}
        count(*) as user_count
    from cohort_users

),

-- With r for a trial less the mean rate: the sum of all r of a user squared,
-- less the sum of all squared r, is that of the products of two trials.
multiply_trials_of_a_user as (

    select
        {%- for signal in signals() %}
        {%- set seen = 'cohort_users.' ~ (signal.observed_as or signal.name) %}
        {%- set rate = 'pool_rates.' ~ signal.name ~ '_rate' %}
        {{ trial_products(signal.family, seen, rate) }}
            as {{ signal.name }}_product,
        {{ seen }}_trials * ({{ seen }}_trials - 1)
            as {{ signal.name }}_pairs,
        {%- endfor %}
        cohort_users.user_id
    from cohort_users
    cross join pool_rates

),

-- Resample 0 is the cohort itself.
resamples as (

    {{ row_numbers(var('persistence_resample_count') + 1) }}

),

weigh_users_of_a_resample as (

    select
        users.*,
        resamples.number,
        case
            when resamples.number = 0 then 1
            else {{ resample_weight(md5_fraction(
                "cast(resamples.number as string) || ':'"
                ~ " || cast(users.user_id as string)"
            )) }}
        end as weight
    from multiply_trials_of_a_user as users
    cross join resamples

),

sum_products_of_a_resample as (

    select
        {%- for signal in signals() %}
        {{ safe_ratio(
            'sum(weight * ' ~ signal.name ~ '_product)',
            'sum(weight * ' ~ signal.name ~ '_pairs)'
        ) }} as {{ signal.name }},
        {%- endfor %}
        number
    from weigh_users_of_a_resample
    group by number

),

signal_persistence as (

    {% for signal in signals() -%}
    {{ persistence_of(signal) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from signal_persistence
