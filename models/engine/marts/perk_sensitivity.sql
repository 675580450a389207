-- One row per active perk and change of its weight: who would get another perk.
with

cohort_users as (

    select user_id from {{ ref('user_perks') }}
    where cohort_status = 'cohort'

),

affinities as (

    select affinities.*
    from {{ ref('user_perk_affinities') }} as affinities
    inner join cohort_users
        on affinities.user_id = cohort_users.user_id
    where affinities.has_evidence

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}
    where is_active

),

weight_changes as (

    {% for weight_change in var('sensitivity_weight_changes') -%}
    select cast({{ weight_change }} as double) as weight_change
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Only the best of the other perks can take a perk's place, or lose it.
face_rivals as (

    select
        affinities.perk_code,
        affinities.affinity,
        affinities.perk_rank = 1 as is_best,
        rivals.affinity as rival_affinity,
        perks.priority < rival_perks.priority as is_before_rival
    from affinities
    inner join affinities as rivals
        on
            affinities.user_id = rivals.user_id
            and rivals.perk_rank
            = case when affinities.perk_rank = 1 then 2 else 1 end
    inner join perk_catalogue as perks
        on affinities.perk_code = perks.perk_code
    inner join perk_catalogue as rival_perks
        on rivals.perk_code = rival_perks.perk_code

),

count_flips as (

    select
        face_rivals.perk_code,
        weight_changes.weight_change,
        {{ count_where(
            'is_best != (affinity * (1 + weight_change) > rival_affinity'
            ~ ' or affinity * (1 + weight_change) = rival_affinity'
            ~ ' and is_before_rival)'
        ) }} as flip_count
    from face_rivals
    cross join weight_changes
    group by
        face_rivals.perk_code,
        weight_changes.weight_change

),

perk_sensitivity as (

    select
        perk_catalogue.perk_code,
        weight_changes.weight_change,
        coalesce({{ safe_ratio(
            'count_flips.flip_count', '(select count(*) from cohort_users)'
        ) }}, 0) as flip_rate
    from perk_catalogue
    cross join weight_changes
    left join count_flips
        on
            perk_catalogue.perk_code = count_flips.perk_code
            and weight_changes.weight_change = count_flips.weight_change

)

select * from perk_sensitivity
