-- One row per cut and user with evidence before it: where they stood among all
-- of these then, in deviations from the mean.
with

users as (

    select * from {{ ref('int_backtest_users') }}

),

perk_terms as (

    select * from {{ ref('int_perk_terms') }}

),

place_users_with_evidence as (

    select
        {%- for signal in signals() %}
        {%- set name = signal.name %}
        {%- set rate = posterior_rate(
            'users.' ~ name ~ '_count', 'users.' ~ name ~ '_trials',
            'users.' ~ name ~ '_rate', var('prior_strength')
        ) %}
        cast({{ model_coordinate(signal.family, rate) }} as decimal(18, 9))
            as {{ name }},
        {%- endfor %}
        users.cut,
        users.user_id
    from users
    cross join perk_terms
    where {{ has_evidence('users', 'perk_terms') }}

),

-- Decimals add up to the same in any order.
sum_coordinates as (

    select
        {%- for signal in signals() %}
        cast(sum({{ signal.name }}) as double) / count(*)
            as {{ signal.name }}_mean,
        cast(sum({{ signal.name }} * {{ signal.name }}) as double) / count(*)
            as {{ signal.name }}_mean_square,
        {%- endfor %}
        cut
    from place_users_with_evidence
    group by cut

),

backtest_points as (

    select
        {%- for signal in signals() %}
        {%- set mean = 'sums.' ~ signal.name ~ '_mean' %}
        {%- set variance = mean ~ '_square - ' ~ mean ~ ' * ' ~ mean %}
        case
            when {{ variance }} > 1e-12
                then
                    (users.{{ signal.name }} - {{ mean }})
                    / sqrt(greatest({{ variance }}, 1e-12))
            else 0
        end as {{ signal.name }},
        {%- endfor %}
        users.cut,
        users.user_id
    from place_users_with_evidence as users
    inner join sum_coordinates as sums
        on users.cut = sums.cut

)

select * from backtest_points
