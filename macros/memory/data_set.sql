{#- Whose memory a build reads and writes: data of the generated sample is
    never taken for the continuation of real data, nor the reverse. -#}
{%- macro data_set() -%}
    {%- if var('raw_location') | string | trim == 'sample' -%}
        'sample'
    {%- else -%}
        'own'
    {%- endif -%}
{%- endmacro -%}
