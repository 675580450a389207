{#- One clear error where a campaign cannot be started, or was before. -#}
{%- macro check_start_of_campaign(campaign) -%}
    {%- set relations = [
        ref('campaigns'), ref('user_perks'), ref('user_perk_affinities'),
        ref('release_facts'), ref('int_frozen_assignments'),
        ref('campaign_assignments'), ref('budget_allocations'),
        ref('perk_probabilities'), ref('policy_values'),
    ] -%}
    {%- for relation in relations -%}
        {%- if not adapter.get_relation(
            relation.database, relation.schema, relation.identifier
        ) -%}
            {%- do exceptions.raise_compiler_error(
                'start_campaign: ' ~ relation.schema ~ '.'
                ~ relation.identifier ~ ' is not in the working file; run dbt'
                ~ ' build first, with the same TRAVELTIDE_WAREHOUSE'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set known = run_query(
        'select campaign_id from ' ~ ref('campaigns') ~ ' order by 1'
    ).columns[0].values() -%}
    {%- if campaign not in known -%}
        {%- do exceptions.raise_compiler_error(
            "start_campaign: campaign '" ~ campaign ~ "' is unknown, expected"
            ~ ' one of ' ~ known | join(', ') ~ '; add it to seeds/'
            ~ var('domain') ~ '/campaigns.csv and run dbt build'
        ) -%}
    {%- endif -%}
    {%- set started = run_query(
        'select min(assigned_at), count(*) from '
        ~ ref('int_campaign_assignments') ~ ' where campaign_id = '
        ~ sql_text(campaign) ~ ' having count(*) > 0 union all select'
        ~ ' min(assigned_at), count(*) from ' ~ ref('int_frozen_assignments')
        ~ ' where campaign_id = ' ~ sql_text(campaign) ~ ' and data_set = ('
        ~ built_data_set() ~ ') having count(*) > 0'
    ).rows -%}
    {%- if started -%}
        {%- do exceptions.raise_compiler_error(
            'start_campaign: campaign ' ~ campaign ~ ' was frozen before, with '
            ~ started[0][1] ~ ' users, for ' ~ started[0][0] ~ '; a frozen'
            ~ ' campaign is never changed, so add one of another name to'
            ~ ' seeds/' ~ var('domain') ~ '/campaigns.csv'
        ) -%}
    {%- endif -%}
    {%- set taught = run_query(
        'select chosen_by from ' ~ ref('campaigns') ~ ' where campaign_id = '
        ~ sql_text(campaign) ~ " and chosen_by = 'learned' and not exists ("
        ~ last_read_campaign() ~ ')'
    ).rows -%}
    {%- if taught -%}
        {%- do exceptions.raise_compiler_error(
            'start_campaign: the perks of campaign ' ~ campaign ~ ' are'
            ~ ' learned, but no campaign was read yet (campaign_effects);'
            ~ ' wait for the horizon of one, or set chosen_by in seeds/'
            ~ var('domain') ~ '/campaigns.csv to own_perk and run dbt build'
        ) -%}
    {%- endif -%}
    {%- set late = run_query(
        'select campaigns.starts_on, max(user_perks.as_of_date) from '
        ~ ref('campaigns') ~ ' as campaigns cross join ' ~ ref('user_perks')
        ~ ' as user_perks where campaigns.campaign_id = ' ~ sql_text(campaign)
        ~ ' group by all having campaigns.starts_on'
        ~ ' <= max(user_perks.as_of_date)'
    ).rows -%}
    {%- if late -%}
        {%- do exceptions.raise_compiler_error(
            'start_campaign: campaign ' ~ campaign ~ ' starts on '
            ~ late[0][0] ~ ', which the data already hold (they end on '
            ~ late[0][1] ~ '); expected a later day: correct starts_on in'
            ~ ' seeds/' ~ var('domain') ~ '/campaigns.csv and run dbt build'
        ) -%}
    {%- endif -%}
{%- endmacro -%}
