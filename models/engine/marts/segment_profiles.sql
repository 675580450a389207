-- One row per segment of the cohort: who they are, against everybody.
{%- set profile = domain_profile() %}
with

profiled_users as (

    select * from {{ ref(profile.mart) }}

),

user_perks as (

    select * from {{ ref('user_perks') }}
    where cohort_status = 'cohort'

),

segments as (

    select * from {{ ref('int_segments') }}

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

cohort_means as (

    select
        {%- for feature in profile.features %}
        {{ exact_mean(feature) }} as cohort_{{ feature }},
        {%- endfor %}
        count(*) as user_count
    from profiled_users

),

segment_means as (

    select
        user_perks.segment_key,
        max(user_perks.segment_name) as segment_name,
        mode(user_perks.primary_perk order by user_perks.primary_perk)
            as lead_perk,
        {%- for feature in profile.features %}
        {{ exact_mean('profiled_users.' ~ feature) }} as {{ feature }},
        {%- endfor %}
        count(*) as user_count
    from profiled_users
    inner join user_perks
        on profiled_users.user_id = user_perks.user_id
    group by user_perks.segment_key

),

segment_profiles as (

    select
        segment_means.segment_key,
        segment_means.segment_name,
        segments.description,
        segment_means.lead_perk,
        coalesce(
            segments.recommended_action,
            'Lead with "' || perk_catalogue.perk_name || '", the perk that they'
            || ' most often get: ' || perk_catalogue.advice || '.'
        ) as recommended_action,
        segment_means.user_count,
        {%- for feature in profile.features %}
        segment_means.{{ feature }} as average_{{ feature }},
        cohort_means.cohort_{{ feature }} as cohort_average_{{ feature }},
        {%- endfor %}
        {%- if profile.spend %}
        segment_means.{{ profile.spend | join(' + segment_means.') }}
            as average_spend_usd,
        {%- endif %}
        {{ safe_ratio('segment_means.user_count', 'cohort_means.user_count') }}
            as user_share
    from segment_means
    cross join cohort_means
    inner join segments
        on segment_means.segment_key = segments.segment_key
    inner join perk_catalogue
        on segment_means.lead_perk = perk_catalogue.perk_code

)

select * from segment_profiles
