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

segments as (

    select count(*) as segment_count from {{ ref('int_segments') }}
    where segment_key not in ('one_group', 'no_signal_yet')

),

sales_sentences as (

    select
        case
            when revenues.value is null
                then 'There is no whole month of sales yet'
            else
                '{{ domain_profile().sold }} brought '
                || {{ format_money('revenues.value') }}
                || ' in ' || revenues.period
        end
        || {{ change_in_words('revenues.change', 'revenues.compared_with') }}
            as sentence,
        case
            when segments.segment_count = 0
                then
                    ' No segments are formed: nothing sets groups of users'
                    || ' apart more than chance does.'
            else ''
        end as segment_sentence,
        plan_sentence.sentence as plan
    from plan_sentence
    cross join segments
    left join revenues
        on true

),

headline as (

    select sentence || '. ' || plan || segment_sentence as sentence
    from sales_sentences

)

select * from headline
