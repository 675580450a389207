{#- Says what a campaign can detect by when, in points of users who book, by the
    users that were drawn into its arms. -#}
{%- macro log_reach_of_campaign(campaign) -%}
    {%- set arms -%}
    select
        arm,
        reference_arm,
        horizon_days,
        count(*) as user_count
    from {{ ref('int_frozen_assignments') }}
    where
        campaign_id = {{ sql_text(campaign) }}
        and data_set = ({{ built_data_set() }})
    group by
        arm,
        reference_arm,
        horizon_days
    {%- endset -%}
    {%- set reach = run_query(
        'select arm, reference_arm, string_agg('
        ~ "format('{:.1f}', 100 * uplift) || ' after ' || weeks || ' weeks',"
        ~ " ', ' order by weeks) from (select arms.arm, arms.reference_arm,"
        ~ ' base_rates.weeks, '
        ~ detectable_by_base_rate('arms.user_count', 'others.user_count')
        ~ ' as uplift from (' ~ arms ~ ') as arms inner join (' ~ arms
        ~ ') as others on others.arm = arms.reference_arm'
        ~ ' and others.arm != arms.arm inner join '
        ~ optional_model('base_rates')
        ~ ' as base_rates on arms.horizon_days >= 7 * base_rates.weeks'
        ~ ') as reach group by all order by arm'
    ).rows -%}
    {%- for arm, reference_arm, sentence in reach -%}
        {%- do log(
            'Detectable uplift, ' ~ arm ~ ' against ' ~ reference_arm ~ ': '
            ~ (sentence ~ ' (percentage points of users who book, found in '
            ~ (100 * var('campaign_power')) | round | int
            ~ ' of 100 campaigns)' if sentence else 'too few users to tell'),
            info=true
        ) -%}
    {%- endfor -%}
{%- endmacro -%}
