{#- After the last node: say what was released, and what came out. -#}
{%- macro end_run(results) -%}
    {%- do adapter.dispatch('end_run')(results) -%}
{%- endmacro -%}

{%- macro default__end_run(results) -%}
    {%- do report_release(results) -%}
    {%- do report_build(results) -%}
    {#- What comes before a step on Spark, and is no release. -#}
    {%- if execute and var('from_spark') and flags.WHICH == 'build'
        and 'model.traveltide.released_files' not in selected_resources -%}
        {%- do lend_tables() -%}
    {%- endif -%}
{%- endmacro -%}

{#- Spark's part of a build releases nothing. -#}
{%- macro spark__end_run(results) -%}
{%- endmacro -%}
