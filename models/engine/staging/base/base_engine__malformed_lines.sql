-- One row per line that is no row of its CSV file, as the loader set it aside.
-- Whoever lands a file sets its lines aside.
{%- for table_name in raw_tables() %}
-- depends_on: {{ base_of(table_name) }}
{%- endfor %}
with

malformed_lines as (

    select
        file_name,
        line_number,
        reason,
        raw_row
    from {{ source('raw_files', 'malformed_lines') }}

)

select * from malformed_lines
