{#- The quantile of Student's t that belongs to a normal one, by its expansion
    in the degrees of freedom (Abramowitz and Stegun, 26.7.5): right to nine
    digits from 150 degrees on, to four from ten. -#}
{%- macro t_quantile(normal, degrees) -%}
    {%- set square = '(' ~ normal ~ ' * ' ~ normal ~ ')' -%}
    {{ normal }} * (
        1
        + ({{ square }} + 1) / (4 * {{ degrees }})
        + {{ polynomial(square, ['3', '16', '5']) }}
        / (96 * pow({{ degrees }}, 2))
        + {{ polynomial(square, ['-15', '17', '19', '3']) }}
        / (384 * pow({{ degrees }}, 3))
        + {{ polynomial(square, ['-945', '-1920', '1482', '776', '79']) }}
        / (92160 * pow({{ degrees }}, 4))
    )
{%- endmacro -%}
