{#- How far a user lies from the centre of the cluster of a number. -#}
{%- macro distance_from_centre(users, model_space, cluster) -%}
    {%- set squares = [] -%}
    {%- for signal in signals() -%}
        {%- do squares.append(
            'pow(' ~ users ~ '.' ~ signal.name ~ ' - ' ~ model_space ~ '.c'
            ~ cluster ~ '_' ~ signal.name ~ ', 2)'
        ) -%}
    {%- endfor -%}
    sqrt({{ squares | join(' + ') }})
{%- endmacro -%}
