{#- A query for the users of a campaign, each with its arm and perk. In the order
    of their md5, the users of a stratum fill the arms by their shares, so that
    arms are alike and anyone can draw them again. -#}
{%- macro drawn_assignments(campaign) -%}
with

campaigns as (

    select * from {{ ref('campaigns') }}
    where campaign_id = {{ sql_text(campaign) }}

),

invited_users as (

    select
        user_perks.user_id,
        user_perks.primary_perk,
        user_perks.segment_key,
        user_perks.model_version,
        campaigns.*,
        case campaigns.strata
            when 'perk' then user_perks.primary_perk
            else user_perks.segment_key
        end as stratum
    from {{ ref('user_perks') }} as user_perks
    cross join campaigns
    left join {{ ref('suppressed_users') }} as suppressed_users
        on user_perks.user_id = suppressed_users.user_id
    where
        user_perks.cohort_status = 'cohort'
        and suppressed_users.user_id is null

),

place_users_in_strata as (

    select
        *,
        (
            row_number() over (
                partition by stratum
                order by
                    {{ campaign_digits('cast(user_id as varchar)') }} asc,
                    user_id asc
            ) - {{ md5_fraction("salt || ':' || campaign_id || ':' || stratum") }}
        ) / count(*) over (partition by stratum) as place
    from invited_users

),

draw_arms as (

    select
        *,
        case
            {%- set shares = [] %}
            {%- for arm in campaign_arms()[:-1] %}
            {%- do shares.append(arm ~ '_share') %}
            when place <= {{ shares | join(' + ') }} then '{{ arm }}'
            {%- endfor %}
            else '{{ campaign_arms() | last }}'
        end as arm
    from place_users_in_strata

),

eligible_perks as (

    select
        draw_arms.user_id,
        perks.perk_code,
        row_number() over (
            partition by draw_arms.user_id
            order by {{ campaign_digits(
                "cast(draw_arms.user_id as varchar) || ':' || perks.perk_code"
            ) }}
        ) as place
    from draw_arms
    inner join {{ ref('user_perk_affinities') }} as perks
        on draw_arms.user_id = perks.user_id
    where draw_arms.arm = 'random_perk' and perks.is_eligible

)

select
    release_facts.data_set,
    draw_arms.campaign_id,
    draw_arms.user_id,
    cast(draw_arms.starts_on as timestamp) as assigned_at,
    draw_arms.primary_perk as stratum_perk,
    draw_arms.segment_key,
    draw_arms.arm,
    case draw_arms.arm
        when 'chosen_perk' then draw_arms.primary_perk
        when 'random_perk'
            then coalesce(eligible_perks.perk_code, draw_arms.primary_perk)
        when 'one_perk' then draw_arms.one_perk_code
    end as perk_code,
    case draw_arms.arm
        {%- for arm in campaign_arms() %}
        when '{{ arm }}' then draw_arms.{{ arm }}_share
        {%- endfor %}
    end as propensity,
    {{ sql_text(var('perk_policy')) }} as policy,
    draw_arms.model_version,
    draw_arms.salt,
    draw_arms.horizon_days,
    release_facts.is_generated
from draw_arms
cross join {{ ref('release_facts') }} as release_facts
left join eligible_perks
    on draw_arms.user_id = eligible_perks.user_id and eligible_perks.place = 1
{%- endmacro -%}
