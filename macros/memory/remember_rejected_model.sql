{#- Notes why a new model was rejected, beside what is known of its training. -#}
{%- macro remember_rejected_model(states) -%}
    {%- if states.get('quality_gates') == 'success'
        and states.get('model_versions') == 'success' -%}
        {%- do run_query(
            'update history.int_trained_versions as versions'
            ~ ' set rejection_reason = failures.reason'
            ~ " from (select string_agg(check_name || ' ' || value, ', '"
            ~ '     order by check_name) as reason'
            ~ '     from marts.quality_gates'
            ~ "     where status = 'fail') as failures,"
            ~ ' marts.model_versions as champions, learn.int_model_plan as plan'
            ~ ' where plan.is_training'
            ~ " and champions.status = 'champion'"
            ~ ' and versions.model_version = champions.model_version'
            ~ ' and versions.data_set = ' ~ data_set()
        ) -%}
    {%- endif -%}
{%- endmacro -%}
