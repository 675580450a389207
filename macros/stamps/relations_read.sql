{#- What nodes hold for whoever reads them, by the place where they lie. A model
    that is not built by this command, a seed and a source are asked for it
    once, a view for what lies beneath it, too. -#}
{%- macro relations_read(names) -%}
    {%- set read = {} -%}
    {%- set made, asked = graph.stamps.made, graph.stamps.asked -%}
    {%- for name in names -%}
        {%- set node = graph.nodes.get(name, graph.sources.get(name)) -%}
        {%- set place = node.schema ~ '.' ~ (node.alias or node.identifier) -%}
        {%- if node.config.materialized == 'view' -%}
            {%- set built = graph.stamps.built.get(place, {}) -%}
            {%- do read.update({place: made.get(place, built.content)}) -%}
            {%- do read.update(relations_read(node.depends_on.nodes)) -%}
        {%- elif node.resource_type == 'model'
            and name in selected_resources -%}
            {%- do read.update({place: made.get(place)}) -%}
        {%- else -%}
            {%- if place not in asked -%}
                {%- do asked.update({
                    place: content_of(node.relation_name, node.columns)
                }) -%}
            {%- endif -%}
            {%- do read.update({place: asked[place]}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(read) -%}
{%- endmacro -%}
