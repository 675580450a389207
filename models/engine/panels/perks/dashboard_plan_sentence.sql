-- One row: what the plan costs and which perk leads it, in words.
with

perk_groups as (

    select * from {{ ref('dashboard_perk_groups') }}
    where user_group = 'Cohort' and is_invited

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

count_users_of_perks as (

    select
        perk_catalogue.perk_name,
        sum(perk_groups.user_count) as user_count,
        {{ exact_sum('perk_groups.expected_cost_usd') }} as expected_cost_usd
    from perk_groups
    inner join perk_catalogue
        on perk_groups.offered_perk = perk_catalogue.perk_code
    group by perk_catalogue.perk_name

),

plans as (

    select
        cast(coalesce(sum(user_count), 0) as bigint) as user_count,
        {{ exact_sum('expected_cost_usd') }} as expected_cost_usd,
        arg_max(perk_name, (user_count, perk_name)) as leading_perk,
        max(user_count) as leading_user_count
    from count_users_of_perks

),

plan_sentence as (

    select
        case
            when user_count = 0 then 'Nobody of the cohort is to be invited.'
            else
                'Perks for ' || format('{:,}', user_count)
                || ' invited users of the cohort would cost an expected '
                || {{ format_money('expected_cost_usd') }}
                || '; the most common perk is ' || leading_perk || ' ('
                || {{ format_decimal(
                    '100.0 * leading_user_count / user_count', 0
                ) }}
                || '%).'
        end as sentence
    from plans

)

select * from plan_sentence
