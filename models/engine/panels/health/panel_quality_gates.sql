-- One row per check that decides whether this build may be released.
with

quality_gates as (

    select * from {{ ref('quality_gates') }}

),

checks as (

    select
        check_name,
        case check_name
            when 'jaccard_min' then 'segments found again in resamples'
            when 'structure_ratio' then 'separation over shuffled data'
            when 'seed_agreement_min' then 'same segments with other seeds'
            else replace(replace(check_name, 'psi_', 'drift_of_'), '_', ' ')
        end as check_title,
        value,
        expected_side,
        warn_at,
        fail_at,
        status,
        case status
            when 'fail' then 1
            when 'warn' then 2
            when 'pass' then 3
            else 4
        end as place
    from quality_gates

)

select * from checks
