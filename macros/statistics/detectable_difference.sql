{#- The smallest true difference between two arms that is found with the power
    of var `campaign_power`, by the variance of one user's outcome; without a
    limit in standard errors that of one look is taken. -#}
{%- macro detectable_difference(
    variance, user_count, other_user_count, limit=none
) -%}
    (
        {{ limit or errors_of_interval(var('campaign_confidence')) }}
        + {{ normal_quantile(var('campaign_power')) }}
    ) * sqrt(
        {{ variance }} * (
            1.0 / nullif({{ user_count }}, 0)
            + 1.0 / nullif({{ other_user_count }}, 0)
        )
    )
{%- endmacro -%}
