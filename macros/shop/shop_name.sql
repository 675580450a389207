{#- Which shop of the seed shops is built: the generated one, or that of var
    shop. -#}
{%- macro shop_name() -%}
    {%- do return(
        'sample' if var('raw_location') | string | trim == 'sample'
        else var('shop')
    ) -%}
{%- endmacro -%}
