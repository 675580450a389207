{#- Says which checks warn, and whether a retrain is due. -#}
{%- macro report_drift() -%}
    {%- set warnings = run_query(
        "select check_name || ' is ' || round(value, 4) || ', expected '"
        ~ " || expected_side || ' ' || warn_at as warning,"
        ~ " limit_name in ('psi_limits', 'share_shift_limits',"
        ~ " 'centroid_shift_limits') as is_drift"
        ~ ' from marts.quality_gates'
        ~ " where status = 'warn' order by check_name"
    ).rows -%}
    {%- for warning, is_drift in warnings -%}
        {%- do log('Warning: ' ~ warning ~ (
            '; a retrain is due (make retrain)' if is_drift else ''
        ), info=true) -%}
    {%- endfor -%}
{%- endmacro -%}
