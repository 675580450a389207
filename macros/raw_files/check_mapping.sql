{#- An error for a mapping without a column that no build can do without. -#}
{%- macro check_mapping(seed, mapping) -%}
    {%- for table_name in raw_tables() -%}
        {%- set found = mapping.get(table_name) -%}
        {%- for column in raw_columns(table_name)
                if column.config.meta.is_required
                and (found or loop.first)
                and column.name not in (found or {'columns': {}})['columns']
                and (found or raw_tables()[table_name] is none) -%}
            {%- do exceptions.raise_compiler_error(
                seed.original_file_path ~ ', shop ' ~ shop_name() ~ ': column '
                ~ table_name ~ '.' ~ column.name ~ ' is missing, found '
                ~ (found['columns'] | join(', ') if found else 'none')
                ~ '; add a row that names its file and column'
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set lines = mapping['order_lines']['columns'] -%}
    {%- if 'unit_price' not in lines and 'amount' not in lines -%}
        {%- do exceptions.raise_compiler_error(
            seed.original_file_path ~ ', shop ' ~ shop_name() ~ ': column'
            ~ ' order_lines.unit_price or order_lines.amount is missing, found '
            ~ lines | join(', ') ~ '; add a row that names its file and column'
        ) -%}
    {%- endif -%}
{%- endmacro -%}
