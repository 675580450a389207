-- One row: whether the checks of this build let it be trusted, in words.
with

quality_gates as (

    select * from {{ ref('quality_gates') }}

),

counts as (

    select
        count(*) as check_count,
        count(*) filter (where status = 'pass') as pass_count,
        count(*) filter (where status = 'warn') as warn_count,
        count(*) filter (where status = 'fail') as fail_count,
        string_agg(
            replace(replace(check_name, 'psi_', 'drift_of_'), '_', ' '),
            ', ' order by check_name
        ) filter (where status in ('warn', 'fail')) as troubles
    from quality_gates

),

trust as (

    select
        case
            when fail_count > 0
                then
                    'No: ' || fail_count || ' of ' || check_count
                    || ' checks fail. Look at ' || troubles || '.'
            when warn_count > 0
                then
                    'With care: ' || warn_count || ' of ' || check_count
                    || ' checks warn. Look at ' || troubles || '.'
            else
                'Yes: ' || pass_count || ' of ' || check_count
                || ' checks pass and none warns'
                || case
                    when pass_count < check_count
                        then
                            '; the other ' || (check_count - pass_count)
                            || ' need an earlier release, or more users, to'
                            || ' compare with'
                    else ''
                end || '.'
        end as sentence
    from counts

)

select * from trust
