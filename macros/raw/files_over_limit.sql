{#- Raises an error for a raw file of which too large a share, or a single line
    that is not UTF-8, could not be used; no row where all is well. -#}
{%- macro files_over_limit(rejected_rows) -%}
with

rejected_rows as (

    select * from {{ rejected_rows }}

),

landed_rows as (

    {% for file_name in raw_tables() -%}
    select
        '{{ file_name }}' as file_name,
        count(*) as row_count
    from {{ base_of(file_name) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

file_counts as (

    select
        landed_rows.file_name,
        max(landed_rows.row_count) + count(rejected_rows.line_number)
            as row_count,
        count(rejected_rows.file_name) as rejected_row_count
    from landed_rows
    left join rejected_rows
        on landed_rows.file_name = rejected_rows.file_name
    group by landed_rows.file_name

),

-- The column and what is wrong with it, without the value.
counted_reasons as (

    select
        file_name,
        split_part(reason, ': ', 1) as reason,
        count(*) as reason_count,
        count(line_number) filter (where reason like '%encoding%')
            as encoding_count
    from rejected_rows
    group by
        file_name,
        split_part(reason, ': ', 1)

),

reasons_by_file as (

    select
        file_name,
        sum(encoding_count) as encoding_count,
        {{ joined_text(
            "cast(reason_count as string) || ' x ' || reason", ', ',
            'reason_count desc, reason asc'
        ) }} as reasons
    from counted_reasons
    group by file_name

),

files_over_limit as (

    select
        file_counts.file_name,
        case
            when reasons_by_file.encoding_count > 0
                then
                    'raw file ' || file_counts.file_name
                    || ' is not UTF-8: lines that cannot be decoded: '
                    || cast(reasons_by_file.encoding_count as string)
                    || '; export it again as UTF-8'
            else
                'raw file ' || file_counts.file_name || ': '
                || cast(file_counts.rejected_row_count as string) || ' of '
                || cast(file_counts.row_count as string)
                || ' rows cannot be used, more than the share '
                || '{{ var("max_rejected_share") }}'
                || ' of var max_rejected_share: ' || reasons_by_file.reasons
                || '; see staging.stg_engine__rejected_rows'
        end as message
    from file_counts
    inner join reasons_by_file
        on file_counts.file_name = reasons_by_file.file_name
    where
        reasons_by_file.encoding_count > 0
        or file_counts.rejected_row_count
        > {{ var('max_rejected_share') }} * file_counts.row_count

),

join_messages as (

    select {{ joined_text('message', '; ', 'file_name') }} as message
    from files_over_limit

)

select {{ stop_with('message') }} as message
from join_messages
where message is not null
{%- endmacro -%}
