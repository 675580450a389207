-- One row per line that is no row of its CSV file, as the loader set it aside.
-- Whoever lands a file sets its lines aside.
-- depends_on: {{ ref('base_traveltide__users') }}
-- depends_on: {{ ref('base_traveltide__sessions') }}
-- depends_on: {{ ref('base_traveltide__flights') }}
-- depends_on: {{ ref('base_traveltide__hotels') }}
-- depends_on: {{ ref('base_traveltide__campaign_events') }}
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
