{#- A user's rate under the policy of var perk_policy: drawn towards everybody's
    (individual), towards that of the own segment (blended), or the segment's
    alone; who has no segment is drawn towards everybody's. -#}
{%- macro policy_rate(signal) -%}
    {%- set everybody = 'model_space.' ~ signal.name ~ '_rate' -%}
    {%- set segment -%}
    coalesce({{ centre_of('users_segmented.cluster', signal, 'r') }},
        {{ everybody }})
    {%- endset -%}
    {%- if var('perk_policy') == 'segment' -%}
        {{ segment }}
    {%- else -%}
        {{ posterior_rate(
            'users.' ~ signal.name ~ '_count',
            'users.' ~ signal.name ~ '_trials',
            everybody if var('perk_policy') == 'individual' else segment,
            'model_space.' ~ signal.name ~ '_strength'
        ) }}
    {%- endif -%}
{%- endmacro -%}
