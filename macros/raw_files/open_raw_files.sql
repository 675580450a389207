{#- Before the first model: find the four raw files, check their headers and
    lay one view over each, so that a wrong file stops the build before
    anything is replaced. -#}
{%- macro open_raw_files() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test') -%}
        {%- do check_loading_vars() -%}
        {%- if var('raw_location') | string | trim == 'sample' -%}
            {%- do generate_raw_data(
                users=var('sample_user_count'),
                path=var('sample_path'),
                frequent_share=var('sample_frequent_share'),
                only_if_stale=true
            ) -%}
        {%- endif -%}
        {%- do run_query(
            'create schema if not exists raw;'
            ~ ' create table if not exists raw.malformed_lines ('
            ~ 'file_name varchar, line_number bigint,'
            ~ ' reason varchar, raw_row varchar)'
        ) -%}
        {#- All four are looked at before the first view is replaced. -#}
        {%- set definitions = [] -%}
        {%- for table_name in raw_tables() -%}
            {%- set path = raw_path(table_name) -%}
            {%- if '://' in path -%}
                {#- An engine's error about a broken transfer names no file. -#}
                {%- do log('Reading ' ~ path, info=true) -%}
            {%- endif -%}
            {%- set header = checked_header(table_name, path) -%}
            {%- do definitions.append(
                raw_view_definition(table_name, path, header)
            ) -%}
        {%- endfor -%}
        {%- do run_query(definitions | join(';\n')) -%}
    {%- endif -%}
{%- endmacro -%}
