{#- What the engine must know of the domain besides its interfaces: a macro that is
    named after it says so. -#}
{%- macro domain_profile() -%}
    {%- do return(context[var('domain') ~ '_profile']()) -%}
{%- endmacro -%}
