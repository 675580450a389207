-- One row per fact about this build: when, from what, with which model.
with

active_window as (

    select * from {{ ref('int_active_window') }}

),

user_perks as (

    select max(model_version) as model_version from {{ ref('user_perks') }}

),

build_facts as (

    select
        unnest([
            {
                'place': 1,
                'fact': 'Built',
                'value': '{{ run_started_at.strftime("%-d %B %Y, %H:%M UTC") }}'
            },
            {
                'place': 2,
                'fact': 'Last day that counts',
                'value': strftime(active_window.as_of_date, '%-d %B %Y')
            },
            {
                'place': 3,
                'fact': 'Cohort',
                'value': active_window.cohort_description
            },
            {
                'place': 4,
                'fact': 'Read from',
                'value': {{ sql_text(var('raw_location') | string) }}
            },
            {
                'place': 5,
                'fact': 'Model',
                'value': coalesce(user_perks.model_version, 'none')
            },
            {
                'place': 6,
                'fact': 'Made of',
                'value': 'the way to user_perks, a lineage of the documentation'
            }
        ], recursive := true)
    from active_window
    cross join user_perks

)

select
    place,
    fact,
    value,
    case
        when place = 6
            then
                '../docs/index.html#!/overview?g_v=1&g_i=%2Buser_perks'
                || '&g_e=learn%20staging'
    end as href
from build_facts
