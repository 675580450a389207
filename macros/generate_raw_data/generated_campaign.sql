{#- One row per user of a campaign that was run on generated users: the arm that
    it was drawn into, the perk it was sent, and what it did, by the effects
    that are planted. Users with dirt are left out, as the loader may reject
    them. -#}
{%- macro generated_campaign(seed) -%}
    {%- set shares = generator_shares() -%}
    {%- set perks = shares['persona_perks'] -%}
    {%- set codes = perks.values() | list -%}
    {%- set arms = shares['campaign_arms'] -%}
    with

    drawn as (

        select
            user_id,
            persona,
            {{ random_digits(seed, 'user_id', 'campaign') }}
                as campaign_digits,
            {{ random_digits(seed, 'user_id', 'response') }}
                as response_digits
        from generated_users
        where is_frequent and dirt is null

    ),

    assigned as (

        select
            *,
            case
                {%- for persona, perk in perks.items() %}
                when persona = '{{ persona }}' then '{{ perk }}'
                {%- endfor %}
                {%- for perk in codes %}
                when
                    {{ random_draw('campaign_digits', 1) }}
                    < {{ loop.index / codes | length }}
                    then '{{ perk }}'
                {%- endfor %}
            end as stratum_perk,
            case
                {%- set ends = [0] %}
                {%- for arm, share in arms.items() %}
                {%- do ends.append(ends.pop() + share) %}
                when
                    {{ random_draw('campaign_digits', 2) }}
                    < {{ ends[0] | round(6) }}
                    then '{{ arm }}'
                {%- endfor %}
            end as arm,
            {{ random_draw('campaign_digits', 3) }} as perk_draw,
            {{ random_draw('campaign_digits', 4) }} as send_draw,
            {{ random_draw('response_digits', 1) }} as booking_draw,
            {{ random_draw('response_digits', 2) }} as time_draw,
            {{ random_draw('response_digits', 3) }} as redemption_draw,
            {{ random_draw('response_digits', 4) }} as amount_draw,
            {{ random_draw('response_digits', 5) }} as cancellation_draw
        from drawn

    ),

    sent as (

        select
            *,
            case arm
                when 'chosen_perk' then stratum_perk
                when 'random_perk' then [{{ "'" ~ codes | join("', '") ~ "'" }}][
                    1 + cast(floor({{ codes | length }} * perk_draw) as integer)
                ]
                when 'one_perk' then '{{ shares["campaign_one_perk"] }}'
            end as perk_code
        from assigned

    ),

    answered as (

        select
            *,
            booking_draw < {{ shares['campaign_booking_rate'] }} + case
                {%- for persona, perk in perks.items() %}
                {%- set own, others = shares['campaign_uplifts'][perk] %}
                when perk_code = '{{ perk }}'
                    then case persona
                        when '{{ persona }}' then {{ own }} else {{ others }}
                    end
                {%- endfor %}
                else 0
            end as is_booked
        from sent

    )

    select
        'generated_2023' as campaign_id,
        user_id,
        stratum_perk,
        case persona when 'none' then 'no_signal_yet' else persona end
            as segment_key,
        arm,
        perk_code,
        case
            when perk_code is null then {{ arms['nothing'] }}
            else
                {{ arms['random_perk'] / codes | length }}
                + case
                    when perk_code = stratum_perk
                        then {{ arms['chosen_perk'] }}
                    else 0
                end
                + case
                    when perk_code = '{{ shares["campaign_one_perk"] }}'
                        then {{ arms['one_perk'] }}
                    else 0
                end
        end as propensity,
        case arm
            {%- for arm, share in arms.items() %}
            when '{{ arm }}' then {{ share }}
            {%- endfor %}
        end as arm_propensity,
        is_booked,
        is_booked
        and perk_code is not null
        and redemption_draw < {{ shares['campaign_redemption_rate'] }}
            as is_redeemed,
        is_booked
        and cancellation_draw < {{ shares['campaign_cancellation_rate'] }}
            as is_cancelled,
        timestamp '{{ shares["campaign_day"] }}'
        + to_seconds(cast(floor(86400 * send_draw) as bigint)) as sent_at,
        timestamp '{{ shares["campaign_day"] }}'
        + to_seconds(
            86400
            + cast(
                floor(
                    86400 * {{ shares['campaign_booking_days'] }} * time_draw
                ) as bigint
            )
        ) as booked_at,
        round(
            {{ shares['campaign_least_revenue'] }}
            - {{ shares['campaign_mean_revenue'] }} * ln(1 - amount_draw), 2
        ) as revenue_usd,
        campaign_digits
    from answered
{%- endmacro -%}
