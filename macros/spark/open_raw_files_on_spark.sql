{#- Lay a view of text columns over each raw file, and one over the lines that are
    no rows. A file of lines can be read in parts, by as many as there are, so
    every line is a row: one within quotes that goes on in the next is not. -#}
{%- macro open_raw_files_on_spark() -%}
    {%- set files = {} -%}
    {%- do run_query('create schema if not exists raw') -%}
    {%- do open_as_table(
        'raw.raw_places', 'parquet', tables_folder() ~ '/lent/raw_places'
    ) -%}
    {%- do open_salt_on_spark() -%}
    {%- for row in run_query(
        'select table_name, column_name, path, place, column_count, header'
        ~ ' from raw.raw_places'
    ).rows -%}
        {%- set file = files.setdefault(row['table_name'], {
            'path': row['path'],
            'column_count': row['column_count'],
            'header': row['header'],
            'columns': {},
        }) -%}
        {%- do file['columns'].update({row['column_name']: row['place']}) -%}
    {%- endfor -%}
    {%- set malformed = [] -%}
    {%- for name, file in files.items() -%}
        {%- if file.path and not file.path.endswith('.parquet') -%}
            {%- do open_as_table('raw.text_of_' ~ name, 'text', file.path) -%}
            {%- do run_query(
                'create or replace view raw.lines_of_' ~ name ~ ' as '
                ~ split_lines_on_spark(name, file)
            ) -%}
            {%- do malformed.append(malformed_lines_on_spark(name)) -%}
        {%- endif -%}
        {%- if file.path and file.path.endswith('.parquet') -%}
            {%- do open_as_table(
                'raw.parquet_of_' ~ name, 'parquet', file.path
            ) -%}
        {%- endif -%}
        {%- do run_query(
            'create or replace view raw.' ~ name ~ ' as '
            ~ raw_rows_on_spark(name, file)
        ) -%}
    {%- endfor -%}
    {%- do malformed.append(
        "select '' as file_name, cast(0 as bigint) as line_number,"
        ~ " '' as reason, '' as raw_row where false"
    ) -%}
    {%- do run_query(
        'create or replace view raw.malformed_lines as '
        ~ malformed | join(' union all ')
    ) -%}
{%- endmacro -%}
