{#- What can be wrong with an event of a campaign, as int_campaign_events finds
    it, and is judged as a share of all its events. What was sent to the holdout
    is judged as a share of the holdout. -#}
{%- macro campaign_event_problems() -%}
    {%- do return([
        'unknown_campaign',
        'user_not_assigned',
        'unknown_event_type',
        'before_sending',
    ]) -%}
{%- endmacro -%}
