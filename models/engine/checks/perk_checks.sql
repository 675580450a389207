-- One row per check of the perks: its value, null where there are too few
-- users to judge.
with

cohort_users as (

    select user_id from {{ ref('int_cohort_users') }}

),

user_perks as (

    select
        user_id,
        primary_perk,
        is_fallback
    from {{ ref('user_perks') }}
    where cohort_status = 'cohort'

),

evidenced_perks as (

    select
        user_id,
        perk_code
    from {{ ref('user_perk_affinities') }}
    where has_evidence

),

active_perks as (

    select perk_code from {{ ref('perk_catalogue') }}
    where is_active

),

perks_per_user as (

    select
        cohort_users.user_id,
        count(user_perks.user_id) as perk_count
    from cohort_users
    left join user_perks
        on cohort_users.user_id = user_perks.user_id
    group by cohort_users.user_id

),

cohort_sizes as (

    select
        count(*) as user_count,
        count(*) >= {{ var('judged_user_minimum') }} as is_judged
    from cohort_users

),

groundless_perks as (

    select count(*) as user_count
    from user_perks
    anti join evidenced_perks
        on
            user_perks.user_id = evidenced_perks.user_id
            and user_perks.primary_perk = evidenced_perks.perk_code
    where not user_perks.is_fallback

),

users_per_perk as (

    select
        active_perks.perk_code,
        count(user_perks.user_id) as user_count
    from active_perks
    left join user_perks
        on active_perks.perk_code = user_perks.primary_perk
    group by active_perks.perk_code

),

perk_shares as (

    select
        users_per_perk.perk_code,
        {{ safe_ratio('users_per_perk.user_count', 'cohort_sizes.user_count') }}
            as user_share
    from users_per_perk
    cross join cohort_sizes
    where cohort_sizes.is_judged

),

perk_checks as (

    select
        'cohort_users_without_one_perk' as check_name,
        'none' as limit_name,
        count(*) filter (where perk_count != 1) as value
    from perks_per_user

    union all

    select
        'perks_without_evidence' as check_name,
        'none' as limit_name,
        user_count as value
    from groundless_perks

    union all

    select
        'active_perks_without_users' as check_name,
        'none' as limit_name,
        sum(case when user_share = 0 then 1 else 0 end) as value
    from perk_shares

    union all

    select
        'largest_perk_share' as check_name,
        'perk_share_limits' as limit_name,
        max(user_share) as value
    from perk_shares

)

select * from perk_checks
