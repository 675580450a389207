{#- After a raw file was read, in the same transaction: keep the lines that
    DuckDB set aside, and the state of the file that was read. DuckDB keeps
    lines in temporary tables of the connection, and only for CSV files. -#}
{%- macro end_landing(table_name) -%}
    {%- if execute and target.type == 'duckdb' and not is_incremental() -%}
        {%- if run_query(
            'select 1 from duckdb_tables() where temporary'
            ~ ' and table_name = ' ~ sql_text('malformed_' ~ table_name)
        ).rows -%}
            insert into raw.malformed_lines
            select
                {{ sql_text(table_name) }} as file_name,
                line as line_number,
                string_agg(distinct lower(error_type), ', ') as reason,
                any_value(csv_line) as raw_row
            from temp.malformed_{{ table_name }} as lines
            where not exists (
                select 1
                from {{ ref('forgotten_users') }} as users
                where regexp_matches(
                    lines.csv_line,
                    '(^|[^0-9])' || users.user_id || '([^0-9]|$)'
                )
            )
            group by line;
        {%- endif %}
        {#- Without its seed, the list of forgotten users may be another. #}
        update raw.landed_files
        set landed_stamp = {{
            'found_stamp'
            if 'seed.traveltide.forgotten_users' in selected_resources
            else 'null'
        }}
        where file_name = {{ sql_text(table_name) }}
    {%- endif -%}
{%- endmacro -%}
