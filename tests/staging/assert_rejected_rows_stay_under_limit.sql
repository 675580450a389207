-- Fails when too large a share of a raw file, or a single line that is not
-- UTF-8, could not be used: everything behind staging then stays as it was.
with

rejected_rows as (

    select * from {{ ref('stg_traveltide__rejected_rows') }}

),

landed_files as (

    {% for file_name in ['users', 'sessions', 'flights', 'hotels'] -%}
    select
        '{{ file_name }}' as file_name,
        count(*) as landed_row_count
    from {{ ref('base_traveltide__' ~ file_name) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- The column and what is wrong with it, without the value.
counted_reasons as (

    select
        file_name,
        regexp_replace(reason, ': .*', '', 's') as reason,
        count(*) as reason_count,
        count(line_number) as malformed_count,
        count(line_number) filter (where reason like '%encoding%')
            as encoding_count
    from rejected_rows
    group by
        file_name,
        regexp_replace(reason, ': .*', '', 's')

),

counted_files as (

    select
        file_name,
        sum(reason_count) as rejected_row_count,
        sum(malformed_count) as malformed_count,
        sum(encoding_count) as encoding_count,
        string_agg(
            cast(reason_count as varchar) || ' x ' || reason, ', '
            order by reason_count desc, reason asc
        ) as reasons
    from counted_reasons
    group by file_name

),

-- A line that is no row of its file has not landed.
file_counts as (

    select
        counted_files.file_name,
        counted_files.rejected_row_count,
        counted_files.encoding_count,
        counted_files.reasons,
        landed_files.landed_row_count + counted_files.malformed_count
            as row_count
    from counted_files
    inner join landed_files
        on counted_files.file_name = landed_files.file_name

),

files_over_limit as (

    select
        file_name,
        case
            when encoding_count > 0
                then
                    'raw file ' || file_name
                    || ' is not UTF-8: lines that cannot be decoded: '
                    || cast(encoding_count as varchar)
                    || '; export it again as UTF-8'
            else
                'raw file ' || file_name || ': '
                || cast(rejected_row_count as varchar) || ' of '
                || cast(row_count as varchar)
                || ' rows cannot be used, more than the share '
                || '{{ var("max_rejected_share") }}'
                || ' of var max_rejected_share: ' || reasons
                || '; see staging.stg_traveltide__rejected_rows'
        end as message
    from file_counts
    where
        encoding_count > 0
        or rejected_row_count
        > {{ var('max_rejected_share') }} * row_count

)

select error(string_agg(message, '; ' order by file_name)) as message
from files_over_limit
having count(*) > 0
