{#- What the perk of a signal scores for a user at a cut under a policy; at random
    an md5 decides among those with evidence. -#}
{%- macro backtest_score(policy, users, signal) -%}
    {%- set everybody = users ~ '.' ~ signal.name ~ '_rate' -%}
    {%- if policy == 'random' -%}
        {{ md5_fraction(
            'cast(' ~ users ~ ".cut as string) || ':" ~ signal.name
            ~ ":' || cast(" ~ users ~ '.user_id as string)'
        ) }}
    {%- else -%}
        coalesce(
            ({{ policy_rate(
                policy, users, signal, everybody,
                users ~ '.' ~ signal.name ~ '_segment_rate',
                var('prior_strength')
            ) }} - {{ everybody }})
            / nullif(sqrt({{ rate_variance(signal.family, everybody) }}), 0),
            0
        )
    {%- endif -%}
{%- endmacro -%}
