{#- A query for the users of the cohort whom the draw of a campaign leaves out, and
    why; it knows of campaigns that were frozen since the last build, too. -#}
{%- macro left_out_of_draw(campaign) -%}
    with

    campaigns as (

        select * from {{ ref('campaigns') }}
        where campaign_id = {{ sql_text(campaign) }}

    ),

    users as (

        select user_id from {{ ref('user_perks') }}
        where cohort_status = 'cohort'

    ),

    assignments as (

        select
            campaign_id,
            user_id,
            assigned_at,
            horizon_days
        from {{ ref('campaign_assignments') }}

        union all

        select
            frozen.campaign_id,
            frozen.user_id,
            frozen.assigned_at,
            frozen.horizon_days
        from {{ ref('int_frozen_assignments') }} as frozen
        inner join {{ ref('release_facts') }} as release_facts
            on
                frozen.data_set = release_facts.data_set
                and frozen.is_generated = release_facts.is_generated

    )

    {{ users_left_out_of_campaigns() }}
{%- endmacro -%}
