{#- A signal on the scale it is learned on. Nine decimals are exact to add up,
    in any order. -#}
{%- macro transformed_signal(value, signal, transform, winsor_limit) -%}
    cast(
        case {{ transform }}
            when 'identity' then {{ value }}
            when 'sqrt' then sqrt({{ value }})
            when 'log1p_winsor99'
                then ln(1 + least({{ value }}, {{ winsor_limit }}))
            else
                error(
                    'signal_registry: transform of signal ' || {{ signal }}
                    || ' is ' || {{ transform }}
                    || ', expected identity, sqrt or log1p_winsor99'
                )
        end as decimal(18, 9)
    )
{%- endmacro -%}
