{#- What the YAML of a panel says about it, as JSON. At the same time no panel of
    the project may be missing from the page that is being made. -#}
{%- macro panel_description(relation) -%}
    {%- if not execute -%}
        {%- do return('{}') -%}
    {%- endif -%}
    {%- set panels = {} -%}
    {%- for node in graph.nodes.values()
            if node.resource_type == 'model' and node.config.meta.panel -%}
        {%- do panels.update({node.name: node}) -%}
        {%- if node.unique_id not in model.depends_on.nodes -%}
            {%- do exceptions.raise_compiler_error(
                node.original_file_path ~ ' describes a panel that no page'
                ~ ' shows: add it to panels of ' ~ var('domain')
                ~ '_profile(), or to the list of ' ~ model.original_file_path
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set node = panels.get(relation.identifier) -%}
    {%- if not node -%}
        {%- do exceptions.raise_compiler_error(
            relation.identifier ~ ' is listed in ' ~ model.original_file_path
            ~ ' but its YAML has no config.meta.panel: expected page, kind,'
            ~ ' title and question there'
        ) -%}
    {%- endif -%}
    {%- do return(tojson(node.config.meta.panel)) -%}
{%- endmacro -%}
