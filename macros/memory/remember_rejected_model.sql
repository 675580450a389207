{#- Keeps a new model that a check turned down, with the reason, beside those
    that were released. -#}
{%- macro remember_rejected_model(states) -%}
    {%- if states.get('quality_gates') == 'success'
        and states.get('int_model_versions') == 'success' -%}
        {%- do run_query(
            'insert into remembered.model_versions by name'
            ~ ' select ' ~ data_set() ~ ' as data_set,'
            ~ " versions.* replace ('rejected' as status,"
            ~ ' failures.reason as status_reason)'
            ~ ' from learn.int_model_versions as versions'
            ~ ' inner join learn.int_model_plan as plan'
            ~ '     on plan.is_training'
            ~ " cross join (select string_agg(check_name || ' ' || value, ', '"
            ~ '     order by check_name) as reason'
            ~ '     from marts.quality_gates'
            ~ "     where status = 'fail') as failures"
            ~ ' anti join remembered.model_versions as known'
            ~ '     on versions.model_version = known.model_version'
            ~ '     and known.data_set = ' ~ data_set()
            ~ " where versions.status = 'champion'"
            ~ '     and failures.reason is not null'
        ) -%}
    {%- endif -%}
{%- endmacro -%}
