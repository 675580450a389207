-- One row: whether what was learned beats what is popular, in words.
with

backtest as (

    select
        list,
        max(users) as user_count,
        max(case when policy = 'learned' then recall end) as learned_recall,
        max(case when policy = 'popular' then recall end) as popular_recall,
        bool_or(is_released and policy = 'learned') as is_learned
    from {{ ref('recommendation_backtest') }}
    where list = 'new'
    group by list

),

offers as (

    select
        case
            when max(user_count) is null or max(user_count) = 0
                then
                    'Not known yet: nobody bought anything new in the last '
                    || '{{ var("recommendation_days") }} days.'
            else
                case
                    when bool_or(is_learned)
                        then
                            'What users bought before tells what they buy next:'
                    else
                        'What users bought before tells no more than what is'
                        || ' popular now:'
                end
                || ' of the items that '
                || format('{:,}', cast(max(user_count) as bigint))
                || ' users bought for the first time in the last '
                || '{{ var("recommendation_days") }} days, lists made before'
                || ' from what goes with what held '
                || {{ format_decimal('100 * max(learned_recall)', 0) }}
                || '%, those of what was popular '
                || {{ format_decimal('100 * max(popular_recall)', 0) }}
                || '%. So users are offered '
                || case
                    when bool_or(is_learned)
                        then 'what goes with what they have.'
                    else 'what is popular.'
                end
        end as sentence
    from backtest

)

select * from offers
