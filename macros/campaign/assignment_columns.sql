{#- What is frozen of a campaign and a user: the columns of int_frozen_assignments
    as drawn_assignments names them. -#}
{%- macro assignment_columns() -%}
    {%- do return(adapter.get_columns_in_relation(
        ref('int_frozen_assignments')
    ) | map(attribute='name') | list) -%}
{%- endmacro -%}
