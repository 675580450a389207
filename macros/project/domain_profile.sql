{#- What people tell the users of the domain apart by: the name of a mart, its
    columns with their titles, and those that add up to spend. -#}
{%- macro domain_profile() -%}
    {%- do return(context[var('domain') ~ '_profile']()) -%}
{%- endmacro -%}
