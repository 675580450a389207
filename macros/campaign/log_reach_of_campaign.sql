{#- Says what a campaign can detect by when, in points of users who book. -#}
{%- macro log_reach_of_campaign(campaign) -%}
    {%- set reach = run_query(
        'select arm, reference_arm, string_agg('
        ~ "format('{:.1f}', 100 * detectable_uplift) || ' after ' || weeks"
        ~ " || ' weeks', ', ' order by weeks) from "
        ~ ref('int_campaign_reach') ~ " where stratum = 'all'"
        ~ ' and campaign_id = ' ~ sql_text(campaign)
        ~ ' group by all order by arm'
    ).rows -%}
    {%- for arm, reference_arm, sentence in reach if sentence -%}
        {%- do log(
            'Detectable uplift, ' ~ arm ~ ' against ' ~ reference_arm ~ ': '
            ~ sentence ~ ' (percentage points of users who book, found in '
            ~ (100 * var('campaign_power')) | round | int
            ~ ' of 100 campaigns)',
            info=true
        ) -%}
    {%- endfor -%}
{%- endmacro -%}
