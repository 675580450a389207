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
        count(*) as user_count,
        {{ why_withheld('count(*)', 'user_perks.segment_key') }}
            as withheld_because
    from profiled_users
    inner join user_perks
        on profiled_users.user_id = user_perks.user_id
    group by user_perks.segment_key

),

withhold_small_segments as (

    select
        segment_key,
        segment_name,
        withheld_because,
        case
            when coalesce(withheld_because, '') != 'too_few_users'
                then lead_perk
        end as lead_perk,
        {{- unless_withheld(['user_count'] + (profile.features | list)) }}
    from segment_means

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
            as user_share,
        segment_means.withheld_because
    from withhold_small_segments as segment_means
    cross join cohort_means
    inner join {{ ref('int_segments') }} as segments
        on segment_means.segment_key = segments.segment_key
    left join {{ ref('perk_catalogue') }} as perk_catalogue
        on segment_means.lead_perk = perk_catalogue.perk_code

)

select * from segment_profiles
