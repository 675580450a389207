{#- What a signal adds to the distance from the runner-up, beyond what it adds to
    that from the own centre. -#}
{%- macro telling_difference(users, signal) -%}
    {%- set coordinate = users ~ '.' ~ signal.name -%}
    {%- set next_centre = centre_of(users ~ '.next_cluster', signal) -%}
    {%- set own_centre = centre_of(users ~ '.cluster', signal) -%}
    pow({{ coordinate }} - {{ next_centre }}, 2)
    - pow({{ coordinate }} - {{ own_centre }}, 2)
{%- endmacro -%}
