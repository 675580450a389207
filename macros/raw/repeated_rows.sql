{#- The usable rows whose key other usable rows bear too. A hash of eight bytes
    finds the few suspects; only those are compared in full. -#}
{%- macro repeated_rows(table_name) -%}
{%- set key = raw_tables()[table_name] -%}
{%- set base_rows = base_of(table_name) -%}
with

suspects as (

    select *
    from {{ base_rows }}
    where
        rejected_because is null
        and hash({{ key }}) in (
            select hash(hashed_rows.{{ key }})
            from {{ base_rows }} as hashed_rows
            where hashed_rows.rejected_because is null
            group by hash(hashed_rows.{{ key }})
            having count(*) > 1
        )

),

repeated_rows as (

    select
        suspects.*,
        count(*) over (partition by {{ key }}) as row_count,
        count(distinct to_json(suspects)) over (partition by {{ key }})
            as distinct_row_count
    from suspects

)

select * from repeated_rows
where row_count > 1
{%- endmacro -%}
