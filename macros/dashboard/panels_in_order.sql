{#- The panels of the page: those of the engine, each followed by those of the
    domain that its profile names behind it. -#}
{%- macro panels_in_order(panel_names) -%}
    {%- set own = domain_profile().panels -%}
    {%- set names = [] -%}
    {%- for name in panel_names -%}
        {%- do names.extend([name] + own.get(name, [])) -%}
    {%- endfor -%}
    {%- set panels = [] -%}
    {%- for name in names -%}
        {%- do panels.append(ref(name)) -%}
    {%- endfor -%}
    {%- do return(panels) -%}
{%- endmacro -%}
