{#- What nodes hold for whoever reads them, by the place where they lie. Nothing
    is said of models that the same command builds: their stamps tell. A view
    holds what lies beneath it, too. -#}
{%- macro relations_read(names) -%}
    {%- set read = {} -%}
    {%- for name in names -%}
        {%- set node = graph.nodes.get(name, graph.sources.get(name)) -%}
        {%- set is_view = node.config.materialized == 'view' -%}
        {%- set is_stamped = is_view or (
            node.resource_type == 'model' and name in selected_resources
        ) -%}
        {%- do read.update({
            node.schema ~ '.' ~ (node.alias or node.identifier):
                none if is_stamped
                else content_of(node.relation_name, node.columns)
        }) -%}
        {%- if is_view -%}
            {%- do read.update(relations_read(node.depends_on.nodes)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(read) -%}
{%- endmacro -%}
