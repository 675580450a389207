-- One row per campaign, policy and outcome: what the policy would have brought
-- a user, with the weights normalised by their sum, and on how many users of
-- equal weight that effectively rests.
with

policy_weights as (

    select * from {{ ref('int_policy_weights') }}

),

campaign_windows as (

    select * from {{ ref('int_campaign_windows') }}

),

sum_weights as (

    {% for outcome in ['booked', 'net_value_usd'] -%}
    select
        campaign_id,
        policy,
        '{{ outcome }}' as outcome,
        count(*) as user_count,
        {{ exact_sum('weight') }} as weight,
        {{ exact_sum('weight * weight') }} as weight_squares,
        {{ exact_sum('weight * ' ~ outcome) }} as weighted_value,
        {{ exact_sum('weight * weight * ' ~ outcome) }} as squares_by_value,
        {{ exact_sum('weight * weight * ' ~ outcome ~ ' * ' ~ outcome) }}
            as squares_by_value_squares
    from policy_weights
    group by
        campaign_id,
        policy
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

value_policies as (

    select
        *,
        weight * weight / weight_squares as effective_user_count,
        weighted_value / weight as value_per_user
    from sum_weights

),

policy_values as (

    select
        policies.campaign_id,
        policies.policy,
        policies.outcome,
        policies.user_count,
        policies.effective_user_count,
        policies.value_per_user,
        windows.limit_in_errors * sqrt(greatest(
            policies.squares_by_value_squares
            - 2 * policies.value_per_user * policies.squares_by_value
            + policies.value_per_user * policies.value_per_user
            * policies.weight_squares, 0
        )) / policies.weight as half_width
    from value_policies as policies
    inner join campaign_windows as windows
        on policies.campaign_id = windows.campaign_id

)

select * from policy_values
