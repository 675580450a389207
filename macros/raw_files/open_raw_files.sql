{#- Before the first model: lay a view over what is to be read of each raw table, so
    that a wrong file or table stops the build before anything is replaced. -#}
{%- macro open_raw_files() -%}
    {%- if execute and flags.WHICH in (
        'build', 'run', 'test', 'run-operation'
    ) -%}
        {%- set location = var('raw_location') | string | trim -%}
        {%- set mapping = raw_mapping() -%}
        {%- set tables = found_raw_files(
            mapping, flags.FULL_REFRESH or false
        ) -%}
        {%- for table_name in raw_tables() if table_name not in mapping -%}
            {%- do tables.append({'name': table_name, 'files': []}) -%}
        {%- endfor -%}
        {%- set definitions = [] -%}
        {%- for table in tables -%}
            {%- do definitions.append(raw_view_definition(
                table.name, mapping.get(table.name, {}).columns or {}, table
            )) -%}
        {%- endfor -%}
        {%- do run_query(
            definitions | join(';\n')
            ~ ';\n' ~ generated_assignments_definition(
                sample_folder() if location == 'sample' else location
            )
        ) -%}
        {%- do note_found_files(tables) -%}
    {%- endif -%}
{%- endmacro -%}
