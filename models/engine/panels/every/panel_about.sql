-- One row per fact about the data that every page should be read with.
{%- set cohort = "user_group = 'Cohort'" %}
with

perk_groups as (

    select * from {{ ref('dashboard_perk_groups') }}

),

active_window as (

    select * from {{ ref('int_active_window') }}

),

count_users as (

    select
        {{ sum_where('user_count', cohort, 'bigint') }} as cohort_users,
        {{ sum_where('user_count', 'not ' ~ cohort, 'bigint') }} as other_users,
        {{ sum_where(
            'user_count', cohort ~ " and ranked_perks = ''", 'bigint'
        ) }} as unknown_users,
        {{ sum_where('user_count', cohort ~ ' and is_holdout', 'bigint') }}
            as held_out_users,
        {{ sum_where(
            'user_count',
            cohort ~ ' and not is_invited and not is_holdout',
            'bigint'
        ) }} as left_out_users
    from perk_groups

),

facts as (

    select
        1 as place,
        'Users' as fact,
        format('{:,} in the cohort', cohort_users)
        || case
            when other_users > 0
                then format(
                    ', and {:,} others who were active but too little for it.',
                    other_users
                )
            else '. The data holds nobody else.'
        end as value
    from count_users
    union all
    select
        2 as place,
        'Who is in the cohort' as fact,
        'Users with ' || regexp_replace(
            split_part(cohort_description, ': ', 2),
            '^more than 0 (.+)s$', 'at least one \1'
        ) || strftime(window_start_date, ' since %-d %B %Y. ')
        || strftime(as_of_date, 'The last day that counts is %-d %B %Y.')
            as value
    from active_window
    union all
    select
        3 as place,
        'Held out' as fact,
        format(
            '{:,} of the cohort, drawn by lot and offered nothing, to measure'
            || ' the others against.', held_out_users
        )
        || case
            when left_out_users > 0
                then format(
                    ' Another {:,} must not be contacted, or a campaign spends'
                    || ' nothing on them.',
                    left_out_users
                )
            else ''
        end as value
    from count_users
    union all
    select
        4 as place,
        'Not known' as fact,
        format(
            'Whether a perk changes what users do: only a campaign can show'
            || ' that. Unit costs, take-up and margin are assumptions. Without'
            || ' a known habit that a perk rewards: {:,} of the cohort.',
            unknown_users
        ) as value
    from count_users
    union all
    select
        5 as place,
        'Never used' as fact,
        'Age, gender, family and home: neither for segments nor for perks.'
            as value

)

select * from facts
