{#- Before the first model: find the raw files, check their headers and
    lay one view over each, so that a wrong file stops the build before
    anything is replaced. -#}
{%- macro open_raw_files() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test') -%}
        {%- set location = var('raw_location') | string | trim -%}
        {%- if location == 'sample' -%}
            {%- do generate_raw_data(
                users=var('sample_user_count'),
                path=var('sample_path'),
                frequent_share=var('sample_frequent_share'),
                only_if_stale=true
            ) -%}
        {%- endif -%}
        {%- set settings = {
            'project': invocation_args_dict.project_dir,
            'raw_location': location,
            'raw_format': var('raw_format'),
            'sample_path': var('sample_path'),
            'public_cache_path': var('public_cache_path'),
            'public_raw_files': var('public_raw_files'),
            'columns': {},
            'optional': optional_raw_tables(),
        } -%}
        {%- for table_name in raw_tables() -%}
            {%- do settings.columns.update({
                table_name: raw_columns(table_name)
                    | map(attribute='name') | list
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
            {%- do definitions.append(
                raw_view_definition(file.name, file.path, file.header)
            ) -%}
        {%- endfor -%}
        {%- do run_query(
            'create schema if not exists raw;'
            ~ ' create table if not exists raw.malformed_lines ('
            ~ 'file_name varchar, line_number bigint,'
            ~ ' reason varchar, raw_row varchar);'
            ~ definitions | join(';\n')
            ~ ';\n' ~ generated_assignments_definition(
                var('sample_path') if location == 'sample' else location
            )
        ) -%}
        {%- do drop_outdated_tables(answer.files) -%}
    {%- endif -%}
{%- endmacro -%}
