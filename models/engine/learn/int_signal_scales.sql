-- One row per signal: what the cohort does on the whole, and how its users with
-- evidence spread over the scale on which segments are learned.
with

cohort_users as (

    select * from {{ ref('user_measures') }}
    where is_in_cohort

),

perk_terms as (

    select * from {{ ref('int_perk_terms') }}

),

pool_rates as (

    select
        {%- for signal in signals() %}
        {%- set name = signal.name %}
        sum({{ name }}_trials) as {{ name }}_trials,
        coalesce(
            {{ safe_ratio(
                'sum(' ~ name ~ '_count)', 'sum(' ~ name ~ '_trials)'
            ) }},
            0
        ) as {{ name }}_rate,
        {%- endfor %}
        count(*) as user_count
    from cohort_users

),

place_users_with_evidence as (

    select
        {%- for signal in signals() %}
        {%- set rate = posterior_rate(
            'cohort_users.' ~ signal.name ~ '_count',
            'cohort_users.' ~ signal.name ~ '_trials',
            'pool_rates.' ~ signal.name ~ '_rate',
            var('prior_strength')
        ) %}
        cast({{ model_coordinate(signal.family, rate) }} as decimal(18, 9))
            as {{ signal.name }},
        {%- endfor %}
        cohort_users.user_id
    from cohort_users
    cross join pool_rates
    cross join perk_terms
    where {{ has_evidence('cohort_users', 'perk_terms') }}

),

-- Decimals add up to the same in any order.
sum_coordinates as (

    select
        {%- for signal in signals() %}
        cast(sum({{ signal.name }}) as double) / nullif(count(*), 0)
            as {{ signal.name }}_mean,
        cast(sum({{ signal.name }} * {{ signal.name }}) as double)
        / nullif(count(*), 0) as {{ signal.name }}_mean_square,
        {%- endfor %}
        count(*) as holder_count
    from place_users_with_evidence

),

signal_scales as (

    {% for signal in signals() -%}
    {%- set name, rate = signal.name, 'pool_rates.' ~ signal.name ~ '_rate' -%}
    select
        '{{ name }}' as signal,
        cast(pool_rates.{{ name }}_trials as bigint) as observations,
        pool_rates.user_count as cohort_user_count,
        sum_coordinates.holder_count as user_count,
        {{ rate }} as rate,
        sqrt({{ rate_variance(signal.family, rate) }}) as spread,
        cast({{ var('prior_strength') }} as double) as strength,
        coalesce(sum_coordinates.{{ name }}_mean, 0) as mean,
        round(sqrt(greatest(
            coalesce(
                sum_coordinates.{{ name }}_mean_square
                - sum_coordinates.{{ name }}_mean
                * sum_coordinates.{{ name }}_mean,
                0
            ),
            0
        )), 12) as deviation
    from pool_rates
    cross join sum_coordinates
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from signal_scales
