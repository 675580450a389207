{#- A query of the tables and views whose comments end with stamps: where each
    lies, what it held when it was built, and of what it was made. Whatever
    takes the place of one takes its stamps away. -#}
{%- macro stamped_relations() -%}
    {%- do return(
        'select place, stamps.content, stamps.inputs from ('
        ~ "select schema_name || '.' || relation_name as place,"
        ~ " regexp_extract(comment, 'Built as (\\w+) from (\\w*)\\.$',"
        ~ " ['content', 'inputs']) as stamps from ("
        ~ 'select schema_name, table_name as relation_name, comment'
        ~ ' from duckdb_tables() where database_name = current_database()'
        ~ ' union all select schema_name, view_name, comment'
        ~ ' from duckdb_views() where database_name = current_database()'
        ~ ")) where stamps.content != ''"
    ) -%}
{%- endmacro -%}
