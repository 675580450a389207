{#- A bare `dbt build` on a fresh clone makes its own raw data, once. -#}
{%- macro generate_missing_sample() -%}
    {%- set path = var('sample_path') -%}
    {%- set missing = [] -%}
    {%- for table_name in ['users', 'sessions', 'flights', 'hotels'] -%}
        {%- if not is_existing_file(path ~ '/' ~ table_name ~ '.csv') -%}
            {%- do missing.append(table_name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if missing -%}
        {%- do log('Generating sample data in ' ~ path, info=true) -%}
        {%- do generate_raw_data(
            users=var('sample_user_count'),
            path=path,
            frequent_share=var('sample_frequent_share')
        ) -%}
    {%- endif -%}
{%- endmacro -%}
