{#- An error for a var that is none of the few values it may be. -#}
{%- macro check_choice(name, choices) -%}
    {%- if var(name) not in choices -%}
        {%- do refuse_var(
            name,
            var(name),
            choices[:-1] | join(', ') ~ ' or ' ~ choices[-1]
        ) -%}
    {%- endif -%}
{%- endmacro -%}
