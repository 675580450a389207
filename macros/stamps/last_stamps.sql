{#- What the last builds left to tell what has changed since: the stamps of a
    relation itself, of all that a model reads, and that of the software. They
    end the comments of relations, so that whatever takes the place of one
    takes its stamps away. -#}
{%- macro last_stamps(relation, names) -%}
    {%- set own = relation.schema ~ '.' ~ relation.identifier -%}
    {%- set stamps = {'read': relations_read(names)} -%}
    {%- set places = [sql_text(own)] -%}
    {%- for place, content in stamps.read.items() if not content -%}
        {%- do places.append(sql_text(place)) -%}
    {%- endfor -%}
    {%- for place, content, inputs in run_query(
        "select '', environment_stamp(''), '' union all"
        ~ ' select place, stamps.content, stamps.inputs from ('
        ~ "select schema_name || '.' || relation_name as place,"
        ~ " regexp_extract(comment, 'Built as (\\w+) from (\\w*)\\.$',"
        ~ " ['content', 'inputs']) as stamps from ("
        ~ 'select schema_name, table_name as relation_name, comment'
        ~ ' from duckdb_tables() where database_name = current_database()'
        ~ ' union all select schema_name, view_name, comment'
        ~ ' from duckdb_views() where database_name = current_database()'
        ~ ")) where place in (" ~ places | join(', ') ~ ')'
    ).rows -%}
        {%- if not place -%}
            {%- do stamps.update({'software': content}) -%}
        {%- elif place == own -%}
            {%- do stamps.update({'content': content, 'inputs': inputs}) -%}
        {%- else -%}
            {%- do stamps.read.update({place: content}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(stamps) -%}
{%- endmacro -%}
