{#- A query for what a build found, one line a subject. -#}
{%- macro build_summary() -%}
with

row_counts as (

    select
        cast(sum(row_count) as bigint) as row_count,
        cast(sum(rejected_row_count) as bigint) as rejected_row_count
    from staging.stg_engine__file_counts

),

cohort_perks as (

    select * from marts.user_perks
    where cohort_status = 'cohort'

),

count_perks as (

    select
        primary_perk_name || case
            when is_fallback then ' (fallback)' else ''
        end as name,
        count(*) as user_count,
        sum(count(*)) over () as all_count
    from cohort_perks
    group by all

),

count_segments as (

    select
        segment_name as name,
        count(*) as user_count
    from cohort_perks
    group by all

)

select
    'Data' as subject,
    {{ sql_text(
        'generated sample, not real users' if data_set() == "'sample'"
        else var('raw_location') | string
    ) }}
    || format(
        ', {:,} rows up to {}, {:,} rejected', row_counts.row_count,
        (select max(as_of_date) from marts.user_perks),
        row_counts.rejected_row_count
    )
    || case
        when row_counts.rejected_row_count > 0
            then
                ' (why: staging.stg_engine__rejected_rows)'
        else ''
    end as sentence
from row_counts
union all
select
    'Users',
    format('{:,}', (select count(*) from cohort_perks))
    || ' in the cohort, '
    || format('{:,}', count(*) filter (where cohort_status != 'cohort'))
    || ' others'
from marts.user_perks
union all
select
    'Segments',
    string_agg(
        name || format(' {:,}', user_count), ', ' order by user_count desc
    )
from count_segments
union all
select
    'Perks',
    string_agg(
        name || format(' {:.0f}%', 100.0 * user_count / all_count), ', '
        order by user_count desc
    )
from count_perks
union all
select
    'Cost',
    format(
        '${:,.0f} expected for the {:,} invited of the cohort, by the'
        || ' catalogue''s assumptions; {:,} are held out',
        sum(scenario_expected_cost_usd),
        count(activation_perk),
        count(*) filter (where is_holdout)
    )
from cohort_perks
union all
select
    'Checks',
    string_agg(
        check_count || ' ' || status, ', ' order by check_count desc
    )
from (
    select
        status,
        count(*) as check_count
    from marts.quality_gates
    group by all
)
union all
select
    'Changed',
    case
        when count(*) filter (where change_reason != 'first seen') = 0
            and count(*) filter (where valid_from < as_of.as_of_date) = 0
            then 'nothing to compare with yet'
        else format('{:,}', count(*) filter (
            where change_reason != 'first seen'
            and valid_from = as_of.as_of_date
        )) || ' users got another perk or segment since the last release'
    end
from marts.perk_history
cross join (select max(as_of_date) as as_of_date from marts.user_perks) as as_of
{%- endmacro -%}
