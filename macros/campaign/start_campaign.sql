{#- Freezes who is in which arm of a campaign, and says what it can detect by
    when: dbt run-operation start_campaign --args '{campaign: NAME}'. It goes
    on from the last build in the working file, and never changes what is
    frozen. -#}
{%- macro start_campaign(campaign='') -%}
    {%- if execute -%}
        {%- do check_start_of_campaign(campaign) -%}
        {%- set columns = assignment_columns() | join(', ') -%}
        {%- set frozen = ref('int_frozen_assignments') -%}
        {%- do run_query(
            'insert into ' ~ frozen ~ ' (' ~ columns ~ ') select '
            ~ columns ~ ' from (' ~ drawn_assignments(campaign) ~ ')'
        ) -%}
        {%- set arms = run_query(
            'select arm, count(*) from ' ~ frozen ~ ' where campaign_id = '
            ~ sql_text(campaign) ~ ' and data_set = ('
            ~ built_data_set() ~ ') group by arm order by count(*) desc'
        ).rows -%}
        {%- if not arms -%}
            {%- do exceptions.raise_compiler_error(
                'start_campaign: campaign ' ~ campaign ~ ' has no user to draw,'
                ~ ' as all of the cohort are held out, not to be contacted or'
                ~ ' in another campaign; set a later starts_on in seeds/'
                ~ var('domain') ~ '/campaigns.csv and run dbt build'
            ) -%}
        {%- endif -%}
        {%- set sizes = [] -%}
        {%- for arm, user_count in arms -%}
            {%- do sizes.append(arm ~ ' ' ~ '{:,}'.format(user_count)) -%}
        {%- endfor -%}
        {%- do log(
            'Frozen: campaign ' ~ campaign ~ ', ' ~ sizes | join(', '),
            info=true
        ) -%}
        {%- do log_left_out_of_draw(campaign) -%}
        {%- do log_cost_of_campaign(campaign) -%}
        {%- do log_reach_of_campaign(campaign) -%}
        {#- dbt undoes what an operation leaves open. -#}
        {%- do run_query('commit') -%}
        {%- do log(
            'Next: dbt build releases who is sent what, in exports/', info=true
        ) -%}
    {%- endif -%}
{%- endmacro -%}
