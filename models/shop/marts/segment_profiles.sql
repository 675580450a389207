-- One row per segment of the cohort: who they are, against everybody.
{%- set features = [
    'days_since_last_order',
    'order_count',
    'average_gap_days',
    'item_count',
    'items_per_order',
    'reorder_rate',
    'seasonal_rate',
    'returned_order_rate',
    'bulk_rate',
    'spend_usd',
] %}
with

customer_features as (

    select * from {{ ref('customer_features') }}

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
        {%- for feature in features %}
        {{ exact_mean(feature) }} as cohort_{{ feature }},
        {%- endfor %}
        count(*) as user_count
    from customer_features

),

segment_means as (

    select
        user_perks.segment_key,
        max(user_perks.segment_name) as segment_name,
        mode(user_perks.primary_perk order by user_perks.primary_perk)
            as lead_perk,
        {%- for feature in features %}
        {{ exact_mean('customer_features.' ~ feature) }} as {{ feature }},
        {%- endfor %}
        count(*) as user_count
    from customer_features
    inner join user_perks
        on customer_features.user_id = user_perks.user_id
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
        {%- for feature in features %}
        segment_means.{{ feature }} as average_{{ feature }},
        cohort_means.cohort_{{ feature }} as cohort_average_{{ feature }},
        {%- endfor %}
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
