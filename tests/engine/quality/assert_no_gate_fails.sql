-- Fails when a check of what is about to be released fails: the published
-- files then stay as they are.
with

failed_gates as (

    select
        string_agg(
            check_name || ' is ' || cast(round(value, 4) as varchar)
            || ', expected ' || expected_side || ' '
            || cast(fail_at as varchar),
            '; '
            order by check_name
        ) as failures,
        bool_or(check_name = 'users_of_last_release_kept') as has_other_users,
        bool_or(limit_name in (
            'psi_limits', 'share_shift_limits', 'centroid_shift_limits'
        )) as has_drifted
    from {{ ref('quality_gates') }}
    where status = 'fail'
    having count(*) > 0

),

model_versions as (

    select max(model_version) filter (where status = 'champion') as new_version
    from {{ ref('model_versions') }}

),

model_plan as (

    select
        is_training,
        reference_version
    from {{ ref('int_model_plan') }}

)

select
    error(
        'nothing is released: ' || failed_gates.failures
        || case
            when failed_gates.has_other_users
                then
                    '. If this is other data, name another working file in'
                    || ' TRAVELTIDE_WAREHOUSE'
            when
                model_plan.is_training
                and model_plan.reference_version != model_versions.new_version
                then
                    '. The new model ' || model_versions.new_version
                    || ' is turned down and ' || model_plan.reference_version
                    || ' stays in force; to accept it, set var accepted_model'
                    || ' to its name'
            when failed_gates.has_drifted
                then
                    '. Look at signal_drift; if the data is right, call make'
                    || ' retrain'
            else '. Mend the data or the setting and build again'
        end
    ) as failure
from failed_gates
cross join model_versions
cross join model_plan
