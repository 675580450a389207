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
        || {{ change_in_words('revenues.change', 'revenues.compared_with') }}
            as sentence,
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
