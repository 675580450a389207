{#- Which cohort of the seed cohort_definitions is in force. -#}
{%- macro cohort_name() -%}
    {%- set given = var('cohort') -%}
    {%- do return(
        given.get(var('domain')) if given is mapping else given
    ) -%}
{%- endmacro -%}
