{#- How probably chance alone gives a chi-square of this size or more, for one to
    three degrees of freedom; 1 for none, as nothing was compared. -#}
{%- macro chi_square_tail(chi_square, degrees) -%}
    {%- set two_sided -%}
    2 * (1 - ({{ normal_cdf('sqrt(' ~ chi_square ~ ')') }}))
    {%- endset -%}
    case {{ degrees }}
        when 0 then 1.0
        when 1 then {{ two_sided }}
        when 2 then exp(-{{ chi_square }} / 2.0)
        when 3
            then {{ two_sided }}
            + sqrt(2 * {{ chi_square }} / pi()) * exp(-{{ chi_square }} / 2.0)
    end
{%- endmacro -%}
