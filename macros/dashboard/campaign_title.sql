{#- The name of a campaign as people read it, marked where it was generated. -#}
{%- macro campaign_title(campaign_id, is_generated) -%}
    upper(substr({{ campaign_id }}, 1, 1))
    || replace(substr({{ campaign_id }}, 2), '_', ' ')
    || case when {{ is_generated }} then ' (invented users)' else '' end
{%- endmacro -%}
