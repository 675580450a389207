{#- A query for the whole numbers from 0 to one less than `count`, as `number`. -#}
{%- macro row_numbers(count) -%}
    {{ return(adapter.dispatch('row_numbers')(count)) }}
{%- endmacro -%}

{%- macro default__row_numbers(count) -%}
    select range as number from range({{ count }})
{%- endmacro -%}

{%- macro spark__row_numbers(count) -%}
    select id as number from range({{ count }})
{%- endmacro -%}
