{#- The rows of a base model to go on with: usable, exact repeats once, and no
    row whose key another, different row bears too. -#}
{%- macro kept_rows(table_name, key) -%}
    {%- set base_rows = ref('base_traveltide__' ~ table_name) -%}
    {%- set repeated_keys -%}
        select repeated_key from {{ ref('base_traveltide__repeated_keys') }}
        where file_name = '{{ table_name }}'
    {%- endset -%}
    select *
    from {{ base_rows }}
    where
        rejected_because is null
        and cast({{ key }} as varchar) not in ({{ repeated_keys }})
    union all
    select distinct *
    from {{ base_rows }}
    where
        rejected_because is null
        and cast({{ key }} as varchar) in ({{ repeated_keys }})
        and cast({{ key }} as varchar) not in (
            select row_key from {{ ref('stg_traveltide__rejected_rows') }}
            where file_name = '{{ table_name }}' and row_key is not null
        )
{%- endmacro -%}
