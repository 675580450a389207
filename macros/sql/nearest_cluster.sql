{#- The number of the nearest cluster, the first of equals, but for one that is
    left out; null where there is none. -#}
{%- macro nearest_cluster(clusters, but_for=none) -%}
    {%- set distances = [] -%}
    {%- for cluster in clusters -%}
        {%- do distances.append(
            'case when ' ~ but_for ~ ' != ' ~ cluster
            ~ ' then distance_' ~ cluster ~ ' end'
            if but_for else 'distance_' ~ cluster
        ) -%}
    {%- endfor -%}
    case least({{ distances | join(', ') }})
        {%- for cluster in clusters %}
        when {{ distances[loop.index0] }} then {{ cluster }}
        {%- endfor %}
    end
{%- endmacro -%}
