{#- The usable rows whose key other usable rows bear too, of whatever file. A hash
    of eight bytes finds the few suspects; only those are compared in full. -#}
{%- macro repeated_rows(table_name) -%}
{%- set key = raw_tables()[table_name] -%}
{%- set base_rows = base_of(table_name) -%}
with

suspects as (

    select *
    from {{ base_rows }}
    where
        rejected_because is null
        and {{ key_hash(key) }} in (
            select {{ key_hash('hashed_rows.' ~ key) }}
            from {{ base_rows }} as hashed_rows
            where hashed_rows.rejected_because is null
            group by {{ key_hash('hashed_rows.' ~ key) }}
            having count(*) > 1
        )

),

count_rows_of_a_key as (

    select
        {{ key }},
        count(*) as row_count,
        count(distinct {{ row_as_json(table_name) }}) as distinct_row_count
    from suspects
    group by {{ key }}
    having count(*) > 1

),

repeated_rows as (

    select
        suspects.*,
        row_counts.row_count,
        row_counts.distinct_row_count
    from suspects
    inner join count_rows_of_a_key as row_counts
        on suspects.{{ key }} = row_counts.{{ key }}

)

select * from repeated_rows
{%- endmacro -%}
