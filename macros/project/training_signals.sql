{#- What a model is trained on, in words: models of other signals, or of another
    prior, cannot be scored with. -#}
{%- macro training_signals() -%}
    {%- set names = [] -%}
    {%- for signal in signals() -%}
        {%- do names.append(signal.name ~ ' (' ~ signal.family ~ ')') -%}
    {%- endfor -%}
    {%- do return(
        names | join(', ') ~ ', prior strength ' ~ var('prior_strength')
    ) -%}
{%- endmacro -%}
