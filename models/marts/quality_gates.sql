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
    from {{ ref('source_matches') }}

    union all

    select
        check_name,
        limit_name,
        value
    from {{ ref('perk_checks') }}

    union all

    select
        check_name,
        limit_name,
        value
    from {{ ref('model_checks') }}

),

limits as (

    {% for limit_name, (side, warn_at, fail_at) in quality_limits().items() -%}
    select
        '{{ limit_name }}' as limit_name,
        '{{ side }}' as expected_side,
        cast({{ warn_at if warn_at is not none else 'null' }} as double)
            as warn_at,
        cast({{ fail_at if fail_at is not none else 'null' }} as double)
            as fail_at
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- A model that a person has looked at and accepted may differ from the last.
acceptances as (

    select coalesce(
        bool_or(
            model_version = {{ sql_text(var('accepted_model') or '') }}
        ),
        false
    ) as is_accepted
    from {{ ref('int_segments') }}

),

limited_checks as (

    select
        checks.check_name,
        checks.limit_name,
        cast(checks.value as double) as value,
        limits.expected_side,
        limits.warn_at,
        limits.fail_at,
        case
            when limits.expected_side = 'at most' then 1 else -1
        end as direction,
        acceptances.is_accepted
        and limits.limit_name in (
            'share_shift_limits',
            'centroid_shift_limits',
            'identity_conflict_limits'
        ) as is_accepted
    from checks
    inner join limits
        on checks.limit_name = limits.limit_name
    cross join acceptances

),

quality_gates as (

    select
        check_name,
        limit_name,
        value,
        expected_side,
        warn_at,
        fail_at,
        case
            when value is null then 'unjudged'
            when direction * value > direction * fail_at
                then case when is_accepted then 'accepted' else 'fail' end
            when direction * value > direction * warn_at then 'warn'
            else 'pass'
        end as status
    from limited_checks

)

select * from quality_gates
