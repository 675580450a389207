{#- Before anything is read: an error for the first var that is not what the
    models write into their SQL as it stands. -#}
{%- macro check_vars() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test') -%}
        {%- for name, (least, most) in number_vars().items() -%}
            {%- do check_numbers(name, [var(name)], least, most) -%}
        {%- endfor -%}
        {%- for name, (least, most) in {
            'sensitivity_weight_changes': [-1, 1000],
            'lead_time_bounds': [0, 1000000],
        }.items() -%}
            {%- set given = var(name) -%}
            {%- set is_list = given is sequence and given is not string
                and given is not mapping -%}
            {%- do check_numbers(
                name, given if is_list else [given], least, most
            ) -%}
        {%- endfor -%}
        {%- for name in ('retrain', 'use_capacities', 'dashboard_users') -%}
            {%- if var(name) is not boolean -%}
                {%- do exceptions.raise_compiler_error(
                    'var ' ~ name ~ ' is ' ~ var(name)
                    ~ ', expected true or false'
                ) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do quality_limits() -%}
    {%- endif -%}
{%- endmacro -%}
