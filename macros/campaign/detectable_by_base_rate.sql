{#- The uplift of users who book that two arms can show, before anything of it can
    be read, by how many do so without a campaign. Null where that is known of
    too few users, or an arm has too few. The query must read base_rates. -#}
{%- macro detectable_by_base_rate(user_count, reference_user_count) -%}
    case
        when
            base_rates.user_count >= {{ var('judged_user_minimum') }}
            and least({{ user_count }}, {{ reference_user_count }})
            >= {{ var('arm_user_minimum') }}
            then {{ detectable_difference(
                'base_rates.base_rate * (1 - base_rates.base_rate)',
                user_count,
                reference_user_count
            ) }}
    end
{%- endmacro -%}
