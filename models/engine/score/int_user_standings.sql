-- One row per user with a session in the window: by each signal, where the user
-- stands among all, what that makes of its perk, and how sure it is.
with

users as (

    select * from {{ ref('user_measures') }}

),

model_space as (

    select * from {{ ref('int_model_space') }}

),

perk_terms as (

    select * from {{ ref('int_perk_terms') }}

),

-- How sure a choice is never depends on the segment: whether a user differs
-- from everybody is a question about the user.
rate_users as (

    select
        {%- for signal in signals() %}
        {%- set name = signal.name %}
        {%- set everybody = 'model_space.' ~ name ~ '_rate' %}
        {{ policy_rate(
            var('perk_policy'), 'users', signal, everybody,
            centre_of('users_segmented.cluster', signal, 'r'),
            'model_space.' ~ name ~ '_strength'
        ) }} as {{ name }}_rate,
        {{ posterior_rate(
            'users.' ~ name ~ '_count', 'users.' ~ name ~ '_trials', everybody,
            'greatest(model_space.' ~ name ~ '_learned_strength, 0.5)'
        ) }} as {{ name }}_sure_rate,
        users.{{ name }}_count,
        users.{{ name }}_trials,
        {%- endfor %}
        users.user_id,
        users.experience_count,
        users.is_in_cohort
    from users
    cross join model_space
    inner join {{ ref('int_users_segmented') }} as users_segmented
        on users.user_id = users_segmented.user_id

),

user_standings as (

    select
        {%- for signal in signals() %}
        {%- set name = signal.name %}
        {%- set expected = 'model_space.' ~ name ~ '_rate' %}
        {%- set spread = 'nullif(model_space.' ~ name ~ '_spread, 0)' %}
        {#- The posterior is a beta, that of a rate without end a gamma. #}
        {%- set is_share = signal.family == 'share' %}
        {%- set standing = '(users.' ~ name ~ '_rate - ' ~ expected ~ ') / '
            ~ spread %}
        users.{{ name }}_count,
        users.{{ name }}_trials,
        users.{{ name }}_rate,
        case
            when users.{{ name }}_count > 0 and {{ is_eligible(name) }}
                then coalesce({{ standing }}, 0) * perk_terms.{{ name }}_weight
        end as {{ name }}_score,
        coalesce(
            (users.{{ name }}_sure_rate - {{ expected }}) / {{ spread }}, 0
        ) as {{ name }}_sure_standing,
        coalesce(
            {{ rate_variance(
                signal.family, 'users.' ~ name ~ '_sure_rate'
            ) }} / (
                (
                    users.{{ name }}_trials{{ ' + 1' if is_share }}
                    + greatest(model_space.{{ name }}_learned_strength, 0.5)
                ) * {{ spread }} * {{ spread }}
            ),
            0
        ) as {{ name }}_variance,
        {%- endfor %}
        users.user_id,
        users.is_in_cohort
    from rate_users as users
    cross join model_space
    cross join perk_terms
    cross join {{ ref('int_active_window') }} as active_window

)

select * from user_standings
