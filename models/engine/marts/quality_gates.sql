-- One row per check of what is about to be released. One that fails stops the
-- release.
with

checks as (

    select
        match_name as check_name,
        'source_match_limits' as limit_name,
        case
            when named_count >= {{ var('judged_user_minimum') }}
                then found_share
        end as value
    from {{ optional_model('source_matches') }}

    union all

    select * from {{ ref('perk_checks') }}

    union all

    select * from {{ ref('model_checks') }}

),

limits as (

    {% for limit_name, (side, warn_at, fail_at) in quality_limits().items() -%}
    select
        '{{ limit_name }}' as limit_name,
        '{{ side }}' as expected_side,
        cast({{ tojson(warn_at) }} as double) as warn_at,
        cast({{ tojson(fail_at) }} as double) as fail_at
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- A model that a person has looked at and accepted may differ from the last.
acceptances as (

    select
        count(*) filter (
            where model_version = {{ sql_text(var('accepted_model') or '') }}
        ) > 0 as is_accepted
    from {{ ref('int_segments') }}

),

judged_checks as (

    select
        checks.check_name,
        checks.limit_name,
        cast(checks.value as double) as value,
        limits.expected_side,
        limits.warn_at,
        limits.fail_at,
        {{ check_status(
            'checks.value',
            'limits.expected_side',
            'limits.warn_at',
            'limits.fail_at'
        ) }} as status
    from checks
    inner join limits
        on checks.limit_name = limits.limit_name

),

quality_gates as (

    select
        judged_checks.check_name,
        judged_checks.limit_name,
        judged_checks.value,
        judged_checks.expected_side,
        judged_checks.warn_at,
        judged_checks.fail_at,
        case
            when
                judged_checks.status = 'fail'
                and acceptances.is_accepted
                and judged_checks.limit_name in (
                    'share_shift_limits',
                    'centroid_shift_limits',
                    'identity_conflict_limits'
                )
                then 'accepted'
            else judged_checks.status
        end as status
    from judged_checks
    cross join acceptances

)

select * from quality_gates
