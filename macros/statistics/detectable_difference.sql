{#- The smallest true difference that a comparison of two arms finds with the
    power of var `campaign_power`, at the confidence of `campaign_confidence`;
    the variance is that of one user's outcome. -#}
{%- macro detectable_difference(variance, user_count, other_user_count) -%}
    (
        {{ normal_quantile((1 + var('campaign_confidence')) / 2) }}
        + {{ normal_quantile(var('campaign_power')) }}
    ) * sqrt(
        {{ variance }} * (
            1.0 / nullif({{ user_count }}, 0)
            + 1.0 / nullif({{ other_user_count }}, 0)
        )
    )
{%- endmacro -%}
