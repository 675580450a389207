{#- Before the first model: find the raw files, check their headers and lay one
    view over each, so that a wrong file stops the build before anything is
    replaced. -#}
{%- macro open_raw_files() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test') -%}
        {%- set location = var('raw_location') | string | trim -%}
        {%- if location == 'sample' -%}
            {%- set generate = context.get(
                'generate_' ~ var('domain') ~ '_sample'
            ) -%}
            {%- if not generate -%}
                {%- do refuse_var(
                    'raw_location',
                    location,
                    'a folder, as the domain ' ~ var('domain') ~ ' has no sample'
                ) -%}
            {%- endif -%}
            {%- do generate() -%}
        {%- endif -%}
        {%- set mapping = raw_mapping() -%}
        {%- set settings = {
            'project': invocation_args_dict.project_dir,
            'raw_location': location,
            'raw_format': var('raw_format'),
            'sample_path': sample_folder(),
            'public_cache_path': var('public_cache_path'),
            'public_raw_files': var('public_raw_files'),
            'tables': {},
            'optional': engine_raw_tables() | list,
        } -%}
        {%- for table_name, found in mapping.items() -%}
            {%- set columns = {} -%}
            {%- for column in raw_columns(table_name)
                    if column.name in found['columns'] -%}
                {%- do columns.update({column.name: dict(
                    found['columns'][column.name],
                    is_time=column.data_type == 'timestamp'
                )}) -%}
            {%- endfor -%}
            {%- do settings['tables'].update({
                table_name: {'file': found['file'], 'columns': columns}
            }) -%}
        {%- endfor -%}
        {#- The answer comes from Python: Jinja cannot catch an error. -#}
        {%- set answer = fromjson(run_query(
            'select look_at_raw_files(' ~ sql_text(tojson(settings)) ~ ')'
        ).rows[0][0]) -%}
        {%- if answer.error -%}
            {{ exceptions.raise_compiler_error(answer.error) }}
        {%- endif -%}
        {%- set definitions = [] -%}
        {%- for file in answer.files -%}
            {%- do definitions.append(raw_view_definition(
                file.name,
                mapping[file.name]['columns'],
                file.path,
                file.header
            )) -%}
        {%- endfor -%}
        {%- for table_name in raw_tables() if table_name not in mapping -%}
            {%- do definitions.append(
                raw_view_definition(table_name, {}, none, [])
            ) -%}
            {%- do answer.files.append({'name': table_name, 'stamp': none}) -%}
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
        {%- do drop_outdated_tables(answer.files) -%}
    {%- endif -%}
{%- endmacro -%}
