{#- The rows of a base model to go on with: usable, exact repeats once, and none
    whose key another, different row bears too. -#}
{%- macro kept_rows(table_name) -%}
    {%- set key = raw_tables()[table_name] -%}
    {%- set columns = raw_columns(table_name)
        | map(attribute='name') | join(',\n        ') -%}
    {%- set repeated_rows = repeated_of(table_name) -%}
    {#- Nothing is staged before the limit of rejected rows has been tested. -#}
    -- depends_on: {{ ref('stg_engine__rejected_rows') }}
    select
        {{ columns }}
    from {{ base_of(table_name) }}
    where
        rejected_because is null
        and {{ key }} not in (select {{ key }} from {{ repeated_rows }})
    union all
    select distinct
        {{ columns }}
    from {{ repeated_rows }}
    where distinct_row_count = 1
{%- endmacro -%}
