{#- A query for the campaigns that cannot be believed: a check of theirs fails. -#}
{%- macro failed_campaigns() -%}
    select distinct campaign_id
    from {{ ref('campaign_checks') }}
    where status = 'fail'
{%- endmacro -%}
