-- One row per line that is no row of its CSV file, as the loader set it aside.
-- Whoever lands a file sets its lines aside.
-- depends_on: {{ ref('base_shop__order_lines') }}
-- depends_on: {{ ref('base_shop__items') }}
-- depends_on: {{ ref('base_shop__customers') }}
-- depends_on: {{ ref('base_shop__campaign_events') }}
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
