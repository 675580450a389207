{#- One clear error for the first argument that makes no sense. -#}
{%- macro check_generate_raw_data_arguments(
    users,
    path,
    seed,
    frequent_share,
    persona_strength,
    trips_per_user,
    dirt
) -%}
    {%- set shares = generator_shares() -%}
    {%- set problems = [] -%}
    {%- if users is not integer or users < 0 -%}
        {%- do problems.append(['users', 'a whole number from 0', users]) -%}
    {%- endif -%}
    {%- if path is not string or not path.strip() -%}
        {%- do problems.append(['path', 'the path of a folder', path]) -%}
    {%- endif -%}
    {%- if seed is not integer -%}
        {%- do problems.append(['seed', 'a whole number', seed]) -%}
    {%- endif -%}
    {%- for name, value, least, most in [
        ('frequent_share', frequent_share, 0, 1),
        ('persona_strength', persona_strength, 1, shares['strength_limit']),
        ('trips_per_user', trips_per_user, 0, shares['trips_limit']),
        ('dirt', dirt, 0, shares['dirt_limit']),
    ] -%}
        {%- if value is not number or value is boolean
            or not least <= value <= most -%}
            {%- do problems.append(
                [name, 'a number from ' ~ least ~ ' to ' ~ most, value]
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if problems -%}
        {%- set name, expected, found = problems[0] -%}
        {%- do exceptions.raise_compiler_error(
            'generate_raw_data: ' ~ name ~ ' must be ' ~ expected ~ ', not '
            ~ "'" ~ found ~ "'"
        ) -%}
    {%- endif -%}
{%- endmacro -%}
