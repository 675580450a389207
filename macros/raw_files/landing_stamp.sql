{#- What a base table is made of, in one word: the state of its raw file, how
    it is read and by what software, and who is left out. None for what can
    change unseen, such as a file behind an address. -#}
{%- macro landing_stamp(base_model_name, reading) -%}
    {%- set table_name = base_model_name.split('__') | last -%}
    {%- set stamps = run_query(
        'select md5(file_stamp(' ~ sql_text(raw_path(table_name)) ~ ')'
        ~ ' || views.sql || ' ~ sql_text(graph.stamps.software ~ reading)
        ~ " || coalesce((select string_agg(user_id, ' ' order by user_id)"
        ~ ' from ' ~ ref('forgotten_users') ~ "), '')) as stamp"
        ~ " from duckdb_views() as views where views.schema_name = 'raw'"
        ~ ' and views.view_name = ' ~ sql_text(table_name)
        ~ ' and views.database_name = current_database()'
    ) -%}
    {%- do return(stamps.rows[0][0]) -%}
{%- endmacro -%}
