{#- How often a user is drawn in a resample, by a fraction that the user and the
    resample draw: as often as Poisson's law of mean 1 says. -#}
{%- macro resample_weight(fraction) -%}
    case
        when {{ fraction }} < 0.367879 then 0
        when {{ fraction }} < 0.735759 then 1
        when {{ fraction }} < 0.919699 then 2
        when {{ fraction }} < 0.981012 then 3
        when {{ fraction }} < 0.996340 then 4
        when {{ fraction }} < 0.999406 then 5
        else 6
    end
{%- endmacro -%}
