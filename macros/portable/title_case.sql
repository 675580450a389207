{#- A name with the first letter of each word raised, the others lowered. -#}
{%- macro title_case(name) -%}
    {{ return(adapter.dispatch('title_case')(name)) }}
{%- endmacro -%}

{%- macro default__title_case(name) -%}
    array_to_string(
        list_transform(
            string_split({{ name }}, ' '),
            lambda word: upper(word[1:1]) || lower(word[2:])
        ),
        ' '
    )
{%- endmacro -%}

{#- Sail's initcap() raises what follows an apostrophe, too. -#}
{%- macro spark__title_case(name) -%}
    array_join(
        transform(
            split({{ name }}, ' '),
            word -> upper(substr(word, 1, 1)) || lower(substr(word, 2))
        ),
        ' '
    )
{%- endmacro -%}
