{#- A city as it is written: new york becomes New York. -#}
{%- macro title_case(name) -%}
    array_to_string(
        list_transform(
            string_split({{ name }}, ' '),
            lambda word: upper(word[1:1]) || word[2:]
        ),
        ' '
    )
{%- endmacro -%}
