-- One row: the state of the business and of the perks, in words.
with

revenues as (

    select
        value,
        change,
        period,
        compared_with
    from {{ ref('panel_key_figures') }}
    where figure = 'Revenue'

),

plan_sentence as (

    select * from {{ ref('dashboard_plan_sentence') }}

),

sales_sentences as (

    select
        case
            when revenues.value is null
                then 'There is no whole month of sales yet'
            else
                'Kept trips brought '
                || {{ format_money('revenues.value') }}
                || ' in ' || revenues.period
        end
        || case
            when revenues.change is null then ''
            when abs(revenues.change) < 0.005
                then ', as much as ' || revenues.compared_with
            else
                ', '
                || case
                    when revenues.change >= 1
                        then
                            {{ format_decimal('1 + revenues.change', 1) }}
                            || ' times as much as '
                    else
                        {{ format_decimal('100 * abs(revenues.change)', 0) }}
                        || case
                            when revenues.change > 0 then '% more than '
                            else '% less than '
                        end
                end
                || revenues.compared_with
        end as sentence,
        plan_sentence.sentence as plan
    from plan_sentence
    left join revenues
        on true

),

headline as (

    select sentence || '. ' || plan as sentence
    from sales_sentences

)

select * from headline
