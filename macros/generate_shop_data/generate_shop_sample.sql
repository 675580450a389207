{#- Writes the sample of this domain, unless it is there. -#}
{%- macro generate_shop_sample() -%}
    {%- do generate_shop_data(
        users=var('shop_sample_user_count'),
        path=sample_folder(),
        only_if_stale=true
    ) -%}
{%- endmacro -%}
