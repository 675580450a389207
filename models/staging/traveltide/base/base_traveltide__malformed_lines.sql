-- One row per line that is no row of its CSV file, as the loader set it aside.
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
