-- One row per cut, policy, user and signal with an active perk: whether the
-- policy gave the perk, what the user did later, and what was to be expected.
with

signals as (

    select
        signal,
        perk_code
    from {{ ref('int_signals') }}
    where perk_code is not null

),

users as (

    select * from {{ ref('int_backtest_users') }}

),

list_later_counts as (

    {% for signal in signals() -%}
    select
        cut,
        user_id,
        '{{ signal.name }}' as signal,
        later_{{ signal.name }}_count as later_count,
        later_experience_count
    from users
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

hold_choices_against_later_counts as (

    select
        choices.cut,
        choices.policy,
        choices.user_id,
        signals.signal,
        signals.perk_code,
        later.later_count,
        later.later_experience_count,
        case
            when coalesce(choices.signal, later.signal) = later.signal then 1
            else 0
        end as is_given
    from {{ ref('int_backtest_choices') }} as choices
    inner join list_later_counts as later
        on
            choices.cut = later.cut
            and choices.user_id = later.user_id
    inner join signals
        on later.signal = signals.signal

),

-- Everybody's rate is that of the same users: who has evidence is not like all.
share_users_out as (

    select
        *,
        {{ safe_ratio(
            'sum(later_count) over mix', 'sum(later_experience_count) over mix'
        ) }} as rate,
        {{ safe_ratio(
            'sum(is_given * later_experience_count) over mix',
            'sum(later_experience_count) over mix'
        ) }} as given_share
    from hold_choices_against_later_counts
    window mix as (partition by cut, policy, signal)

),

-- What is expected of a user follows the rate, which the user moves too: so it
-- adds up to the same, and an interval knows that all share one mix.
backtest_outcomes as (

    select
        cut,
        policy,
        user_id,
        signal,
        perk_code,
        is_given * later_experience_count as experience_count,
        is_given * later_count as did,
        cast(
            is_given * later_experience_count * rate
            + given_share * (later_count - later_experience_count * rate)
            as decimal(18, 9)
        ) as expected
    from share_users_out

)

select * from backtest_outcomes
