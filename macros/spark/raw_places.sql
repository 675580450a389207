{#- A query for where each column of the raw tables is found: the file and the
    place in its header, null where the file is missing. -#}
{%- macro raw_places() -%}
    {%- set mapping = raw_mapping() -%}
    {%- set rows = [] -%}
    {%- for file in found_raw_files(mapping, true) -%}
        {%- if file.place -%}
            {%- do exceptions.raise_compiler_error(
                'var raw_location is a database, which Spark does not read: set'
                ~ ' it to a folder, or call dbt build'
            ) -%}
        {%- endif -%}
        {%- if file.files | length > 1 -%}
            {%- do exceptions.raise_compiler_error(
                'raw table ' ~ file.name ~ ' has ' ~ file.files | length
                ~ ' files, Spark reads one: put them into one, or call dbt build'
            ) -%}
        {%- endif -%}
        {%- set path = file.files[0].path if file.files -%}
        {%- if path and '://' not in path and not path.startswith('/') -%}
            {%- set path = project_path(path) -%}
        {%- endif -%}
        {%- set header = file.parts[0].header if path else [] -%}
        {%- for column in raw_columns(file.name) -%}
            {%- set found = mapping[file.name]['columns'][column.name] -%}
            {%- do rows.append(
                'select ' ~ sql_text(file.name) ~ ' as table_name, '
                ~ sql_text(column.name) ~ ' as column_name, '
                ~ (sql_text(path) if path else 'cast(null as varchar)')
                ~ ' as path, '
                ~ (header.index(found.raw) if path else -1) ~ ' as place, '
                ~ header | length ~ ' as column_count, '
                ~ sql_text(header | join(',')) ~ ' as header'
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(rows | join(' union all ')) -%}
{%- endmacro -%}
