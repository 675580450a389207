{#- Before the first model: drop the table of each raw file that is not as it
    was read, for its incremental model to read the file as a whole. -#}
{%- macro drop_outdated_tables(files) -%}
    {%- do run_query(
        'create table if not exists raw.landed_files (file_name varchar,'
        ~ ' found_stamp varchar, landed_stamp varchar)'
    ) -%}
    {%- for file in files -%}
        {%- set node = 'model.traveltide.base_' ~ owner_of(file.name)
            ~ '__' ~ file.name -%}
        {%- set entry = sql_text(file.name) -%}
        {%- do run_query(
            'insert into raw.landed_files (file_name) select ' ~ entry
            ~ ' where ' ~ entry ~ ' not in (select file_name from'
            ~ ' raw.landed_files); update raw.landed_files set found_stamp = '
            ~ (sql_text(file.stamp) if file.stamp else 'null')
            ~ ' where file_name = ' ~ entry
        ) -%}
        {%- set is_outdated = not run_query(
            'select 1 from raw.landed_files where landed_stamp = found_stamp'
            ~ ' and file_name = ' ~ entry
        ).rows -%}
        {%- if is_outdated and flags.WHICH in ('build', 'run')
            and node in selected_resources -%}
            {%- do drop_relation_if_exists(adapter.get_relation(
                graph.nodes[node].database,
                graph.nodes[node].schema,
                graph.nodes[node].alias
            )) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
