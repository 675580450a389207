{#- The folder that everyone reads, unless the environment names another. -#}
{%- macro published_default() -%}
    {%- do return(
        'published' if var('domain') == 'traveltide'
        else 'published_' ~ var('domain')
    ) -%}
{%- endmacro -%}
