-- One row per data set, campaign and user, as frozen before sending. The
-- operation start_campaign adds them; here are their columns.
with

forgotten_users as (

    select * from {{ ref('forgotten_users') }}

),

frozen_assignments as (

    select
        {%- for name, data_type in assignment_columns().items() %}
        cast(null as {{ data_type }}) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from forgotten_users
    where false

)

select * from frozen_assignments
