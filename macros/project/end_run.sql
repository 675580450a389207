{#- After the last node: say what was released, and what came out. -#}
{%- macro end_run(results) -%}
    {%- do adapter.dispatch('end_run')(results) -%}
{%- endmacro -%}

{%- macro default__end_run(results) -%}
    {%- do report_release(results) -%}
    {%- do report_build(results) -%}
{%- endmacro -%}

{#- Spark's part of a build releases nothing. -#}
{%- macro spark__end_run(results) -%}
{%- endmacro -%}
