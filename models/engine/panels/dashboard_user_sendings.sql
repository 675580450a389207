-- One row per user: whether a perk is sent, and which. A campaign may send
-- another than the one that suits, and some are sent none.
with

user_perks as (

    select * from {{ ref('user_perks') }}

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

user_sendings as (

    select
        user_perks.user_id,
        user_perks.cohort_status,
        user_perks.segment_key,
        user_perks.segment_name,
        user_perks.segment_reason,
        user_perks.primary_perk,
        user_perks.primary_perk_name,
        user_perks.second_perk,
        user_perks.certainty,
        user_perks.confidence,
        user_perks.is_fallback,
        user_perks.is_holdout,
        user_perks.is_kept_by_hysteresis,
        user_perks.reason_text,
        user_perks.scenario_expected_cost_usd,
        coalesce(user_perks.activation_perk, user_perks.primary_perk)
            as offered_perk,
        user_perks.activation_perk is not null as is_invited,
        coalesce(user_perks.activation_perk, user_perks.primary_perk)
        = user_perks.primary_perk as is_offered_by_habit,
        case
            when user_perks.campaign_arm = 'suppressed'
                then 'Must not be contacted'
            when user_perks.is_holdout then 'Held out: is offered nothing'
            when user_perks.activation_perk is null
                then 'The campaign spends nothing on this user'
            when user_perks.activation_perk != user_perks.primary_perk
                then 'Drawn for a campaign: ' || perk_catalogue.perk_name
        end as remark,
        case
            when user_perks.activation_perk != user_perks.primary_perk
                then 'Drawn for a campaign'
            else user_perks.reason_text
        end as offer_reason
    from user_perks
    left join perk_catalogue
        on user_perks.activation_perk = perk_catalogue.perk_code

)

select * from user_sendings
