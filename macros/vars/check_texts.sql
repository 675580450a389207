{#- An error for the first var that is no text; null is one where allowed. -#}
{%- macro check_texts(names, or_null=false) -%}
    {%- for name in names -%}
        {%- set given = var(name) -%}
        {%- if not (given is none and or_null)
            and (given is not string or not given | trim) -%}
            {%- do refuse_var(
                name,
                given,
                'a text (in quotes if it looks like a number)'
                ~ (' or null' if or_null else '')
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
