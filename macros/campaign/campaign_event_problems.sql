{#- What can be wrong with an event of a campaign, as int_campaign_events finds
    it. -#}
{%- macro campaign_event_problems() -%}
    {%- do return([
        'unknown_campaign',
        'user_not_assigned',
        'unknown_event_type',
        'before_sending',
        'sent_to_holdout',
    ]) -%}
{%- endmacro -%}
