-- One row per segment and feature: its mean against the cohort's.
with

segment_profiles as (

    select * from {{ ref('segment_profiles') }}

),

segment_features as (

    {% for feature, label in domain_profile().features.items() -%}
    select
        segment_key,
        segment_name,
        '{{ feature }}' as feature,
        '{{ label }}' as feature_name,
        {{ loop.index }} as place,
        '{{ 'share' if feature.endswith('_rate') else 'number' }}' as unit,
        average_{{ feature }} as segment_average,
        cohort_average_{{ feature }} as cohort_average
    from segment_profiles
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

segment_differences as (

    select
        segment_key,
        segment_name,
        feature,
        feature_name,
        place,
        unit,
        segment_average,
        cohort_average,
        {{ safe_ratio('(segment_average - cohort_average)', 'cohort_average') }}
            as difference
    from segment_features

)

select * from segment_differences
