{#- A user's rate under a policy: drawn towards everybody's (individual), towards
    that of the own segment (blended), or the segment's alone; who has no segment
    is drawn towards everybody's. -#}
{%- macro policy_rate(policy, users, signal, everybody, segment, strength) -%}
    {%- set segment = 'coalesce(' ~ segment ~ ', ' ~ everybody ~ ')' -%}
    {%- if policy == 'segment' -%}
        {{ segment }}
    {%- else -%}
        {{ posterior_rate(
            users ~ '.' ~ signal.name ~ '_count',
            users ~ '.' ~ signal.name ~ '_trials',
            everybody if policy == 'individual' else segment,
            strength
        ) }}
    {%- endif -%}
{%- endmacro -%}
