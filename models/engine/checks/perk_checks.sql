-- One row per check of the perks: its value, null where there are too few
-- users to judge.
with

cohort_users as (

    select * from {{ ref('user_measures') }}
    where is_in_cohort

),

-- A perk out of its season is not expected to reach anybody.
active_perks as (

    select perk_catalogue.*
    from {{ ref('perk_catalogue') }} as perk_catalogue
    cross join {{ ref('int_active_window') }} as active_window
    where
        perk_catalogue.is_active and {{ is_in_season('perk_catalogue.') }}
        and perk_catalogue.signal in ({{ signals_with_trials('cohort_users') }})

),

count_choices_of_a_user as (

    select
        cohort_users.user_id,
        count(choices.user_id) as perk_count,
        {{ count_where(groundless_choice('cohort_users', 'choices')) }}
            as groundless_count
    from cohort_users
    left join {{ chosen_perks() }} as choices
        on cohort_users.user_id = choices.user_id
    group by cohort_users.user_id

),

count_users as (

    select
        count(*) as user_count,
        count(*) >= {{ var('judged_user_minimum') }} as is_judged,
        {{ count_where('perk_count != 1') }} as misfit_count,
        coalesce(sum(groundless_count), 0) as groundless_count
    from count_choices_of_a_user

),

share_users_among_perks as (

    select
        active_perks.perk_code,
        {{ safe_ratio(
            'count(choices.user_id)', 'max(count_users.user_count)'
        ) }} as user_share
    from active_perks
    cross join count_users
    left join {{ chosen_perks() }} as choices
        on
            choices.is_in_cohort
            and (
                active_perks.signal = choices.primary_signal
                or choices.is_fallback and active_perks.is_fallback
            )
    where count_users.is_judged
    group by active_perks.perk_code

),

perk_checks as (

    {% for check_name, count in {
        'cohort_users_without_one_perk': 'misfit_count',
        'perks_without_evidence': 'groundless_count',
    }.items() -%}
    select
        '{{ check_name }}' as check_name,
        'none' as limit_name,
        {{ count }} as value
    from count_users
    union all
    {% endfor -%}
    select
        'active_perks_without_users' as check_name,
        'none' as limit_name,
        sum(case when user_share = 0 then 1 else 0 end) as value
    from share_users_among_perks
    union all
    select
        'largest_perk_share' as check_name,
        'perk_share_limits' as limit_name,
        max(user_share) as value
    from share_users_among_perks

)

select * from perk_checks
