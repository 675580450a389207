{#- The stamp of what a table or view holds, if it was made of these inputs and
    still holds what it held then; nothing if it has to be made. -#}
{%- macro kept_content(relation, model, inputs) -%}
    {%- set built = graph.stamps.built.get(
        relation.schema ~ '.' ~ relation.identifier, {}
    ) -%}
    {%- if inputs and inputs == built.inputs and not should_full_refresh()
        and (relation.is_view
            or built.content == content_of(relation, model.columns)) -%}
        {%- do return(built.content) -%}
    {%- endif -%}
{%- endmacro -%}
