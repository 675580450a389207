{#- Keys on several usable rows. Most keys are unique, so a hash of eight bytes
    finds the few suspects and only those are compared in full. -#}
{%- macro repeated_keys(base_model_name, key) -%}
    select
        '{{ base_model_name.split('__') | last }}' as file_name,
        cast({{ key }} as varchar) as repeated_key,
        count(*) as row_count,
        count(distinct to_json(usable_rows)) as distinct_row_count
    from {{ ref(base_model_name) }} as usable_rows
    where
        rejected_because is null
        and hash({{ key }}) in (
            select hash(hashed_rows.{{ key }})
            from {{ ref(base_model_name) }} as hashed_rows
            where hashed_rows.rejected_because is null
            group by hash(hashed_rows.{{ key }})
            having count(*) > 1
        )
    group by {{ key }}
    having count(*) > 1
{%- endmacro -%}
