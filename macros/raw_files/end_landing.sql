{#- After raw files were read, in the same transaction: keep the lines that
    DuckDB set aside, and which files the table is of. DuckDB keeps lines in
    temporary tables of the connection, and only for CSV files. -#}
{%- macro end_landing(table_name) -%}
    {%- if execute and target.type == 'duckdb' -%}
        {%- if run_query(
            'select 1 from duckdb_tables() where temporary'
            ~ ' and table_name = ' ~ sql_text('malformed_' ~ table_name)
        ).rows -%}
            insert into raw.malformed_lines
                (file_name, file_number, line_number, reason, raw_row)
            select
                {{ sql_text(table_name) }} as file_name,
                files.file_number,
                lines.line as line_number,
                string_agg(distinct lower(lines.error_type), ', ') as reason,
                any_value(lines.csv_line) as raw_row
            from temp.malformed_{{ table_name }} as lines
            inner join temp.scanned_{{ table_name }} as scans
                on
                    lines.scan_id = scans.scan_id
                    and lines.file_id = scans.file_id
            inner join raw.found_files as files
                on
                    scans.file_path = files.path
                    and files.table_name = {{ sql_text(table_name) }}
            where not exists (
                select 1
                from
                    unnest(regexp_extract_all(lines.csv_line, '[0-9]+'))
                        as numbers(number)
                inner join {{ ref('forgotten_users') }} as users
                    on
                        {{ salted_hash('try_cast(numbers.number as bigint)') }}
                        = users.user_hash
            )
            group by
                files.file_number,
                lines.line;
        {%- endif %}
        delete from raw.known_files
        where table_name = {{ sql_text(table_name) }};
        {#- Without its seed, the list of forgotten users may be another. #}
        insert into raw.known_files
        select
            * replace ({{
                'reading'
                if 'seed.traveltide.forgotten_users' in selected_resources
                else 'null'
            }} as reading)
        from raw.found_files
        where table_name = {{ sql_text(table_name) }}
    {%- endif -%}
{%- endmacro -%}
