{#- Describes a relation in the database, and says there and to the nodes that
    follow what it holds and of what it was made. -#}
{%- macro describe_built(relation, model, content, inputs) -%}
    {%- if content -%}
        {%- do model.update({
            'description': model.description ~ '\nBuilt as ' ~ content
                ~ ' from ' ~ (inputs or '') ~ '.'
        }) -%}
    {%- endif -%}
    {%- do persist_docs(relation, model) -%}
    {%- do graph.stamps.made.update({
        relation.schema ~ '.' ~ relation.identifier: content
    }) -%}
{%- endmacro -%}
