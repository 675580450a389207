-- One row per user that the page can be asked for: which perk and why, as JSON,
-- and in which file; nobody where users are left out.
with

user_perks as (

    select * from {{ ref('dashboard_user_sendings') }}

),

affinities as (

    select
        affinities.*,
        signals.signal
    from {{ ref('user_perk_affinities') }} as affinities
    inner join {{ ref('int_signals') }} as signals
        on affinities.perk_code = signals.perk_code

),

user_histories as (

    select * from {{ ref('dashboard_user_histories') }}

),

switches as (

    select * from {{ ref('panel_user_lookup') }}
    where is_included

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

-- To sort each short list costs a third of an ordered aggregate; the field that
-- comes first decides.
list_signals_of_users as (

    select
        affinities.user_id,
        to_json(list_sort(list({
            'place': affinities.perk_rank,
            'signal': affinities.signal,
            'count': affinities.signal_count,
            'trials': affinities.signal_trials,
            'why_not': affinities.why_not
        }))) as signals
    from affinities
    cross join switches
    group by affinities.user_id

),

user_offers as (

    select
        user_perks.user_id,
        user_perks.user_id % switches.file_count as file_number,
        to_json({
            'status': user_perks.cohort_status,
            'segment': user_perks.segment_name,
            'segment_key': user_perks.segment_key,
            'segment_reason': user_perks.segment_reason,
            'perk': user_perks.primary_perk_name,
            'second': perk_catalogue.perk_name,
            'certainty': round(user_perks.certainty, 3),
            'confidence': user_perks.confidence,
            'fallback': user_perks.is_fallback,
            'remark': user_perks.remark,
            'kept': user_perks.is_kept_by_hysteresis,
            'reason': user_perks.reason_text,
            'lists': user_lists.lists
        }) as offer,
        coalesce(signals.signals, cast('[]' as json)) as signals,
        coalesce(user_histories.perks, cast('[]' as json)) as history
    from user_perks
    cross join switches
    left join list_signals_of_users as signals
        on user_perks.user_id = signals.user_id
    left join user_histories
        on user_perks.user_id = user_histories.user_id
    left join {{ ref('dashboard_user_lists') }} as user_lists
        on user_perks.user_id = user_lists.user_id
    left join perk_catalogue
        on user_perks.second_perk = perk_catalogue.perk_code

)

select * from user_offers
