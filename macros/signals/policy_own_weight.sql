{#- How much a user's own behaviour weighs against the segment's. -#}
{%- macro policy_own_weight(trial_count) -%}
    {%- set policy = var('perk_policy') -%}
    {%- if policy == 'individual' -%}
        cast(1 as double)
    {%- elif policy == 'segment' -%}
        cast(0 as double)
    {%- elif policy == 'blended' -%}
        cast({{ trial_count }} as double)
        / ({{ trial_count }} + {{ var('blend_strength') }})
    {%- else -%}
        {{ exceptions.raise_compiler_error(
            'var perk_policy is ' ~ policy
            ~ ', expected blended, individual or segment'
        ) }}
    {%- endif -%}
{%- endmacro -%}
