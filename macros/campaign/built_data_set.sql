{#- A query for whose memory the last build in the working file goes on from. -#}
{%- macro built_data_set() -%}
    select data_set from {{ ref('release_facts') }}
{%- endmacro -%}
