{#- After a raw file was read: keep the lines that DuckDB set aside. It keeps
    them in temporary tables of the connection, and only for CSV files. -#}
{%- macro keep_malformed_lines(base_model_name) -%}
    {%- set table_name = base_model_name.split('__') | last -%}
    {%- if execute and run_query(
        "select count(*) from duckdb_tables() where temporary"
        ~ " and table_name = " ~ sql_text('malformed_' ~ table_name)
    ).columns[0].values()[0] > 0 -%}
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
        group by line
    {%- endif -%}
{%- endmacro -%}
