{#- The stamp of what a table or view holds, if it was made of these inputs and
    still holds what it held then; nothing if it has to be made. -#}
{%- macro kept_content(relation, model, inputs, stamps) -%}
    {%- if inputs and inputs == stamps.inputs and not should_full_refresh()
        and (relation.is_view
            or stamps.content == content_of(relation, model.columns)) -%}
        {%- do return(stamps.content) -%}
    {%- endif -%}
{%- endmacro -%}
