{#- Where a user stands by a signal, in deviations from the mean; a signal
    without variance tells nobody apart and is zero for everybody. -#}
{%- macro standardised_coordinate(signal, users, scales) -%}
    {%- set users = users ~ '.' ~ signal.name -%}
    {%- set scales = scales ~ '.' ~ signal.name -%}
    {%- set rate = posterior_rate(
        users ~ '_count', users ~ '_trials', scales ~ '_rate',
        scales ~ '_strength'
    ) -%}
    case
        when {{ scales }}_deviation > 1e-6
            then
                ({{ model_coordinate(signal.family, rate) }}
                    - {{ scales }}_mean)
                / {{ scales }}_deviation
        else 0
    end
{%- endmacro -%}
