{#- The signals of the domain, as its user_measures declares them. -#}
{%- macro signals() -%}
    {%- set found = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values()
                if node.resource_type == 'model'
                and node.name == 'user_measures' -%}
            {%- do found.extend(node.config.meta.signals) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(found) -%}
{%- endmacro -%}
