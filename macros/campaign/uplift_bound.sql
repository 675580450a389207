{#- One end of the interval of an uplift, +1 the upper and -1 the lower, by the
    columns of int_campaign_comparisons. -#}
{%- macro uplift_bound(direction) -%}
    case
        when is_share then {{ newcombe_bound(
            'event_count',
            'user_count',
            'reference_event_count',
            'reference_user_count',
            'limit_in_errors',
            direction
        ) }}
        else {{ welch_bound(
            'uplift',
            'squared_error',
            'user_count',
            'reference_squared_error',
            'reference_user_count',
            'limit_in_errors',
            direction
        ) }}
    end
{%- endmacro -%}
