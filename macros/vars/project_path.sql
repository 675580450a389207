{#- The path of a file of the project, whatever folder dbt was called in. -#}
{%- macro project_path(file) -%}
    {%- set seeds = graph.nodes.values()
        | selectattr('resource_type', 'equalto', 'seed') -%}
    {%- do return((seeds | first).root_path ~ '/' ~ file) -%}
{%- endmacro -%}
