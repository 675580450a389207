-- One row: which of the habits that perks reward last, in words.
with

habits as (

    select * from {{ ref('panel_habits') }}

),

named_habits as (

    select
        place,
        coalesce(is_lasting, false) as is_lasting,
        title || case
            when is_lasting
                then
                    ' (' || {{ format_decimal('lower_end', 2) }} || ' to '
                    || {{ format_decimal('upper_end', 2) }} || ')'
            else ''
        end as title
    from habits

),

-- The last two of a list are joined by a word.
count_habits as (

    select
        count(*) as habit_count,
        {{ count_where('is_lasting') }} as lasting_count,
        {{ count_where('not is_lasting') }} as other_count,
        regexp_replace(
            string_agg(title, ', ' order by place) filter (where is_lasting),
            ', ([^,]*)$',
            ' and \1'
        ) as lasting_titles,
        regexp_replace(
            string_agg(title, ', ' order by place)
            filter (where not is_lasting),
            ', ([^,]*)$',
            ' and \1'
        ) as other_titles
    from named_habits

),

lasting_habits as (

    select
        case
            when habits.habit_count = 0 then 'No perk rewards a habit.'
            when habits.lasting_count = 0
                then
                    'None of the habits that perks reward is shown to last: '
                    || habits.other_titles || '.'
            else
                case
                    when habits.other_count = 0
                        then 'All habits that perks reward are shown to last: '
                    else
                        'Of the ' || habits.habit_count
                        || ' habits that perks reward, '
                        || case
                            when habits.lasting_count = 1
                                then 'only one is shown to last: '
                            else habits.lasting_count || ' are shown to last: '
                        end
                end
                || habits.lasting_titles
                || ', as an interval of 95% on a scale from 0 for chance to 1'
                || ' for always the same.'
                || coalesce(
                    ' Not shown to repeat: ' || habits.other_titles || '.', ''
                )
        end as sentence
    from count_habits as habits

)

select * from lasting_habits
