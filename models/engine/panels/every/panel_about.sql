-- One row per fact about the data that every page should be read with.
with

perk_groups as (

    select * from {{ ref('dashboard_perk_groups') }}

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

count_users as (

    select
        coalesce(sum(user_count), 0) as user_count,
        {{ sum_where('user_count', "user_group = 'Cohort'") }}
            as cohort_user_count,
        {{ sum_where(
            'user_count', "user_group = 'Cohort' and ranked_perks = ''"
        ) }} as unknown_user_count,
        {{ sum_where('user_count', "user_group = 'Cohort' and is_holdout") }}
            as holdout_user_count
    from perk_groups

),

format_counts as (

    select
        format('{:,}', cast(cohort_user_count as bigint)) as cohort_users,
        format('{:,}', cast(user_count - cohort_user_count as bigint))
            as other_users,
        format('{:,}', cast(unknown_user_count as bigint)) as unknown_users,
        format('{:,}', cast(holdout_user_count as bigint)) as holdout_users,
        user_count > cohort_user_count as has_others
    from count_users

),

facts as (

    select
        1 as place,
        'Users' as fact,
        cohort_users || ' in the cohort'
        || case
            when has_others
                then
                    ', and ' || other_users || ' others who were active but'
                    || ' too little for it.'
            else '. The data holds nobody else.'
        end as value
    from format_counts
    union all
    select
        2 as place,
        'Who is in the cohort' as fact,
        'Users with ' || split_part(cohort_description, ': ', 2) || ' since '
        || strftime(window_start_date, '%-d %B %Y') || '.' as value
    from active_window
    union all
    select
        3 as place,
        'Days that count' as fact,
        strftime(window_start_date, '%-d %B %Y') || ' to '
        || strftime(as_of_date, '%-d %B %Y') as value
    from active_window
    union all
    select
        4 as place,
        'Held out' as fact,
        holdout_users || ' of the cohort, drawn by lot and offered nothing, to'
        || ' measure the others against.' as value
    from format_counts
    union all
    select
        5 as place,
        'Not known' as fact,
        'Whether a perk changes what users do: only a campaign can show that.'
        || ' Unit costs, take-up and margin are assumptions. Without a known'
        || ' habit that a perk rewards: ' || unknown_users
        || ' of the cohort.' as value
    from format_counts
    union all
    select
        6 as place,
        'Never used' as fact,
        'Age, gender, family and home: neither for segments nor for perks.'
            as value

)

select * from facts
