{#- Before the first model: lay one view over each raw file or table, so that a
    wrong one stops the build before anything is replaced. -#}
{%- macro open_raw_files() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test') -%}
        {%- set location = var('raw_location') | string | trim -%}
        {%- set mapping = raw_mapping() -%}
        {%- set files = found_raw_files(mapping) -%}
        {%- set definitions = [] -%}
        {%- for file in files -%}
            {%- do definitions.append(raw_view_definition(
                file.name, mapping[file.name]['columns'], file
            )) -%}
        {%- endfor -%}
        {%- for table_name in raw_tables() if table_name not in mapping -%}
            {%- do definitions.append(
                raw_view_definition(table_name, {}, {})
            ) -%}
            {%- do files.append({'name': table_name, 'stamp': none}) -%}
        {%- endfor -%}
        {%- do run_query(
            'create schema if not exists raw;'
            ~ ' create table if not exists raw.malformed_lines ('
            ~ 'file_name varchar, line_number bigint,'
            ~ ' reason varchar, raw_row varchar);'
            ~ definitions | join(';\n')
            ~ ';\n' ~ generated_assignments_definition(
                sample_folder() if location == 'sample' else location
            )
        ) -%}
        {%- do drop_outdated_tables(files) -%}
    {%- endif -%}
{%- endmacro -%}
