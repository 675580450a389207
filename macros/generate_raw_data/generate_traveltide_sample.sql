{#- Writes the sample of this domain, unless it is there. -#}
{%- macro generate_traveltide_sample() -%}
    {%- do generate_raw_data(
        users=var('sample_user_count'),
        path=sample_folder(),
        frequent_share=var('sample_frequent_share'),
        only_if_stale=true
    ) -%}
{%- endmacro -%}
