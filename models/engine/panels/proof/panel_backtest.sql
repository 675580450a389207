-- One row: whether choosing a perk for each user would have beaten chance on
-- earlier days, and whether any perk is called certain, in words.
with

policies as (

    select * from {{ ref('panel_backtest_policies') }}
    where is_in_use and lower_end is not null

),

certain_users as (

    select coalesce(sum(user_count), 0) as user_count
    from {{ ref('dashboard_perk_groups') }}
    where confidence = 'high'

),

backtest as (

    select
        case
            when max(policies.lift) is null
                then
                    'Not known yet: too few users can be followed after an'
                    || ' earlier day.'
            else
                case
                    when max(policies.lower_end) > 1 then 'Better than chance'
                    when max(policies.upper_end) < 1 then 'Worse than chance'
                    else 'No better than chance'
                end
                || case
                    when max(policies.cut_count) = 1
                        then ': we set the clock back to an earlier day'
                    else
                        ': we set the clock back to ' || max(policies.cut_count)
                        || ' earlier days'
                end
                || ' and gave '
                || format('{:,}', cast(max(policies.user_count) as bigint))
                || ' users the perk that we would have given then. Afterwards'
                || ' they did what it rewards '
                || {{ format_decimal('max(policies.lift)', 2) }}
                || ' times as often as if the same perks had been dealt at'
                || ' random (95% interval '
                || {{ format_decimal('max(policies.lower_end)', 2) }} || ' to '
                || {{ format_decimal('max(policies.upper_end)', 2) }} || ').'
        end
        || case
            when max(certain_users.user_count) > 0
                then
                    ' ' || format(
                        '{:,}', cast(max(certain_users.user_count) as bigint)
                    ) || ' users'' perks are called certain.'
            else
                ' Nobody''s perk is called certain, and only a campaign can'
                || ' show which perk works for whom.'
        end as sentence
    from certain_users
    left join policies
        on true

)

select * from backtest
