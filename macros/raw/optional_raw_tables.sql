{#- The raw tables whose file may be missing: before the first campaign there is
    nothing to export. -#}
{%- macro optional_raw_tables() -%}
    {%- do return(['campaign_events']) -%}
{%- endmacro -%}
