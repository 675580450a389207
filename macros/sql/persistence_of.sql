{#- A query for the persistence of one signal, from its sums over the cohort and
    over resamples of it. The strength that it teaches is how many trials like
    everybody's a user's own rate must be mixed with. -#}
{%- macro persistence_of(signal) -%}
    {%- set rate = 'max(pool_rates.' ~ signal.name ~ '_rate)' -%}
    {%- set rho -%}
    max(case when number = 0 then sums.{{ signal.name }} end)
    / nullif({{ rate_variance(signal.family, rate) }}, 0)
    {%- endset -%}
    {%- set margin -%}
    {{ errors_of_interval() }}
    * stddev_pop(case when number > 0 then sums.{{ signal.name }} end)
    / nullif({{ rate_variance(signal.family, rate) }}, 0)
    {%- endset -%}
    select
        '{{ signal.name }}' as signal,
        cast(max(pool_rates.{{ signal.name }}_trials) as bigint)
            as observations,
        max(pool_rates.{{ signal.name }}_pairs) as users_with_two,
        {{ rate }} as mean_rate,
        round({{ rho }}, 9) as rho,
        round({{ rho }} - {{ margin }}, 6) as lower_end,
        round({{ rho }} + {{ margin }}, 6) as upper_end,
        case
            when {{ rho }} > 0
                then greatest(least((1 - {{ rho }}) / ({{ rho }}), 1000), 0)
            else 1000
        end as learned_strength
    from sum_products_of_a_resample as sums
    cross join pool_rates
{%- endmacro -%}
