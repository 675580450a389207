{#- The texts of a group as one, in an order. -#}
{%- macro joined_text(text, separator, order) -%}
    {{ return(adapter.dispatch('joined_text')(text, separator, order)) }}
{%- endmacro -%}

{%- macro default__joined_text(text, separator, order) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ order }})
{%- endmacro -%}

{%- macro spark__joined_text(text, separator, order) -%}
    listagg({{ text }}, '{{ separator }}')
    within group (order by {{ order }})
{%- endmacro -%}
