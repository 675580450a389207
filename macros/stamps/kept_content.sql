{#- The stamp of what a table or view holds, if it was made of these inputs and
    still holds what it held then; nothing if it has to be made. -#}
{%- macro kept_content(relation, inputs) -%}
    {%- set stamps = run_query(
        'select content from (' ~ stamped_relations() ~ ') where place = '
        ~ sql_text(relation.schema ~ '.' ~ relation.identifier)
        ~ ' and inputs = ' ~ sql_text(inputs)
    ).columns[0].values() if inputs and not should_full_refresh() else [] -%}
    {%- for stamp in stamps
        if relation.is_view or stamp == content_of(relation) -%}
        {%- do return(stamp) -%}
    {%- endfor -%}
{%- endmacro -%}
