{#- Find the raw files or tables and check their columns; the sample is generated
    if it is asked for and missing. -#}
{%- macro found_raw_files(mapping, is_full_refresh) -%}
    {%- set location = var('raw_location') | string | trim -%}
    {%- if location == 'sample' -%}
        {%- set generate = context.get('generate_' ~ var('domain') ~ '_sample') -%}
        {%- if not generate -%}
            {%- do refuse_var(
                'raw_location',
                location,
                'a folder, as the domain ' ~ var('domain') ~ ' has no sample'
            ) -%}
        {%- endif -%}
        {%- do generate() -%}
    {%- endif -%}
    {%- do create_landing_tables() -%}
    {%- set forgotten = graph.nodes['seed.traveltide.forgotten_users'] -%}
    {%- set settings = {
        'forgotten': forgotten.root_path ~ '/' ~ forgotten.original_file_path,
        'project': invocation_args_dict.project_dir,
        'raw_location': location,
        'raw_format': var('raw_format'),
        'raw_schema': var('raw_schema'),
        'changed_raw_files': var('changed_raw_files'),
        'is_full_refresh': is_full_refresh,
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
                type=column.data_type
            )}) -%}
        {%- endfor -%}
        {%- do settings['tables'].update({table_name: {
            'file': found['file'],
            'columns': columns,
            'landed': landed_relation(table_name) | string
                if landed_relation(table_name) else none,
            'watermark': watermark_of(table_name),
        }}) -%}
    {%- endfor -%}
    {#- The answer comes from Python: Jinja cannot catch an error. -#}
    {%- set answer = fromjson(run_query(
        'select look_at_raw_files(' ~ sql_text(tojson(settings)) ~ ')'
    ).rows[0][0]) -%}
    {%- if answer.error -%}
        {{ exceptions.raise_compiler_error(answer.error) }}
    {%- endif -%}
    {%- do return(answer.tables) -%}
{%- endmacro -%}
