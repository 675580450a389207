{#- An error for a row of the seed raw_columns that names no table, or no column
    of its table. -#}
{%- macro check_mapped_column(seed, row) -%}
    {%- set known = raw_columns(row['table_name'])
        | map(attribute='name') | list -%}
    {%- set place = seed.original_file_path ~ ', shop ' ~ shop_name() -%}
    {%- if row['table_name'] not in raw_tables() -%}
        {%- do exceptions.raise_compiler_error(
            place ~ ': table_name is ' ~ row['table_name'] ~ ', expected '
            ~ raw_tables() | join(', ')
        ) -%}
    {%- elif row['column_name'] not in known -%}
        {%- do exceptions.raise_compiler_error(
            place ~ ': column_name of table ' ~ row['table_name'] ~ ' is '
            ~ row['column_name'] ~ ', expected ' ~ known | join(', ')
        ) -%}
    {%- elif not row['raw_file'] or not row['raw_column'] -%}
        {%- do exceptions.raise_compiler_error(
            place ~ ': raw_file or raw_column of ' ~ row['table_name'] ~ '.'
            ~ row['column_name'] ~ ' is empty, expected the names in the export'
        ) -%}
    {%- endif -%}
{%- endmacro -%}
