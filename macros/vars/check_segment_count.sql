{#- An error for a number of segments that is never learned. -#}
{%- macro check_segment_count() -%}
    {%- set given = var('segment_count') -%}
    {%- if given != 'auto'
        and (given is not integer or not 2 <= given <= 8) -%}
        {%- do refuse_var(
            'segment_count', given, 'auto or a whole number from 2 to 8'
        ) -%}
    {%- endif -%}
{%- endmacro -%}
