-- One row: the state of the business and of the perks, in words.
with

key_figures as (

    select * from {{ ref('panel_key_figures') }}

),

perk_groups as (

    select * from {{ ref('dashboard_perk_groups') }}
    where user_group = 'Cohort'

),

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}

),

revenues as (

    select
        value,
        change,
        period,
        compared_with
    from key_figures
    where figure = 'Revenue'

),

perk_counts as (

    select
        perk_catalogue.perk_name,
        sum(perk_groups.user_count) as user_count
    from perk_groups
    inner join perk_catalogue
        on perk_groups.primary_perk = perk_catalogue.perk_code
    group by perk_catalogue.perk_name

),

offers as (

    select
        coalesce(sum(user_count), 0) as user_count,
        arg_max(perk_name, (user_count, perk_name)) as leading_perk,
        max(user_count) as leading_user_count
    from perk_counts

),

costs as (

    select coalesce(sum(expected_cost_usd), 0) as expected_cost_usd
    from perk_groups

),

sentences as (

    select
        case
            when revenues.value is null
                then 'There is no full month of sales yet'
            when revenues.change is null
                then
                    'We earned '
                    || {{ spoken_money('revenues.value') }}
                    || ' in ' || revenues.period
            else
                'We earned '
                || {{ spoken_money('revenues.value') }}
                || ' in ' || revenues.period || ', '
                || case
                    when abs(revenues.change) < 0.005 then 'as much as '
                    else
                        printf('%.0f', abs(revenues.change) * 100)
                        || '% '
                        || case
                            when revenues.change > 0 then 'more' else 'less'
                        end
                        || ' than '
                end
                || revenues.compared_with
        end as sales_sentence,
        case
            when offers.user_count = 0 then 'nobody is in the cohort.'
            else
                'the ' || format('{:,}', cast(offers.user_count as bigint))
                || ' users of the cohort would cost an expected '
                || {{ spoken_money('costs.expected_cost_usd') }}
                || ' in perks, most often '
                || offers.leading_perk || ' ('
                || printf(
                    '%.0f',
                    100.0 * offers.leading_user_count / offers.user_count
                )
                || '%).'
        end as perk_sentence
    from offers
    cross join costs
    left join revenues
        on true

),

headline as (

    select sales_sentence || '; ' || perk_sentence as sentence
    from sentences

)

select * from headline
