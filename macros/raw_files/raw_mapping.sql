{#- Where each column of the raw tables is found: file, column and format by
    table and column. A domain with a seed raw_columns says so there, one row a
    column; in any other, files and columns bear the tables' own names, but for
    engine_raw_names. -#}
{%- macro raw_mapping() -%}
    {%- set mapping = {} -%}
    {%- set seed = graph.nodes.get('seed.traveltide.raw_columns') -%}
    {%- if seed -%}
        {%- for row in run_query(
            'select table_name, column_name, raw_file, raw_column, format'
            ~ ' from read_csv('
            ~ path_text(project_path(seed.original_file_path))
            ~ ", all_varchar = true, header = true, delim = ',')"
            ~ ' where shop = ' ~ sql_text(shop_name())
        ).rows -%}
            {%- do check_mapped_column(seed, row) -%}
            {%- set table = mapping.setdefault(
                row['table_name'], {'file': row['raw_file'], 'columns': {}}
            ) -%}
            {%- do table['columns'].update({row['column_name']: {
                'raw': row['raw_column'], 'format': row['format'],
            }}) -%}
        {%- endfor -%}
        {%- do check_mapping(seed, mapping) -%}
    {%- endif -%}
    {%- for table_name in raw_tables()
            if not seed or table_name in engine_raw_tables() -%}
        {%- set columns = {} -%}
        {%- for column in raw_columns(table_name) -%}
            {%- do columns.update({column.name: {
                'raw': engine_raw_names().get(column.name, column.name),
                'format': none,
            }}) -%}
        {%- endfor -%}
        {%- do mapping.update({
            table_name: {'file': table_name, 'columns': columns}
        }) -%}
    {%- endfor -%}
    {%- do return(mapping) -%}
{%- endmacro -%}
