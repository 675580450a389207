{#- A query for the users of a campaign, each with its arm and perk. In the order
    of their md5, the users of a stratum fill the arms by their shares, so that
    arms are alike and anyone can draw them again. -#}
{%- macro drawn_assignments(campaign) -%}
with

campaigns as (

    select * from {{ ref('campaigns') }}
    where campaign_id = {{ sql_text(campaign) }}

),

left_out_users as (

    {{ left_out_of_draw(campaign) }}

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
    left join left_out_users
        on user_perks.user_id = left_out_users.user_id
    where
        user_perks.cohort_status = 'cohort'
        and left_out_users.user_id is null

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

-- Each user's possible perks with their chances, were the user in that arm.
choices as (

    {{ campaign_choices() }}

),

end_choices as (

    select
        *,
        coalesce(
            sum(probability) over (
                partition by user_id, arm
                order by choice
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as lower_end
    from choices

),

-- The last that begins before the draw.
draw_choices as (

    select
        draw_arms.user_id,
        end_choices.choice,
        row_number() over (
            partition by draw_arms.user_id
            order by end_choices.lower_end desc, end_choices.choice desc
        ) as place
    from draw_arms
    inner join end_choices
        on
            draw_arms.user_id = end_choices.user_id
            and draw_arms.arm = end_choices.arm
    where
        end_choices.probability > 0
        and end_choices.lower_end <= {{ md5_fraction(
            "draw_arms.salt || ':' || draw_arms.campaign_id || ':'"
            ~ " || cast(draw_arms.user_id as varchar) || ':perk'"
        ) }}

),

-- Whatever the arm: the same perk can come from several.
add_up_chances as (

    select
        draw_choices.user_id,
        draw_choices.choice,
        sum(
            choices.probability * case choices.arm
                {%- for arm in campaign_arms() %}
                when '{{ arm }}' then draw_arms.{{ arm }}_share
                {%- endfor %}
            end
        ) as propensity
    from draw_choices
    inner join draw_arms
        on draw_choices.user_id = draw_arms.user_id
    inner join choices
        on
            draw_choices.user_id = choices.user_id
            and draw_choices.choice = choices.choice
    where draw_choices.place = 1
    group by
        draw_choices.user_id,
        draw_choices.choice

)

select
    release_facts.data_set,
    draw_arms.campaign_id,
    draw_arms.user_id,
    cast(draw_arms.starts_on as timestamp) as assigned_at,
    draw_arms.primary_perk as stratum_perk,
    draw_arms.segment_key,
    draw_arms.arm,
    nullif(add_up_chances.choice, 'nothing') as perk_code,
    add_up_chances.propensity,
    case draw_arms.arm
        {%- for arm in campaign_arms() %}
        when '{{ arm }}' then draw_arms.{{ arm }}_share
        {%- endfor %}
    end as arm_propensity,
    case draw_arms.chosen_by
        when 'own_perk' then {{ sql_text(var('perk_policy')) }}
        else draw_arms.chosen_by
    end as policy,
    draw_arms.model_version,
    draw_arms.salt,
    draw_arms.horizon_days,
    release_facts.is_generated,
    draw_arms.design,
    draw_arms.reference_arm
from draw_arms
inner join add_up_chances
    on draw_arms.user_id = add_up_chances.user_id
cross join {{ ref('release_facts') }} as release_facts
{%- endmacro -%}
