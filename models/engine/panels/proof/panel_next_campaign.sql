-- One row: what the next campaign can make of the budget, and what it can learn
-- from the last one, in words.
with

allocations as (

    select
        count(*) as user_count,
        count(perk_code) as perk_user_count,
        coalesce({{ exact_sum('expected_cost_usd') }}, 0) as expected_cost_usd,
        coalesce({{ exact_sum('expected_net_value_usd') }}, 0)
            as expected_net_value_usd,
        coalesce(max(shadow_price), 0) as shadow_price,
        max(budget_usd) as budget_usd
    from {{ ref('budget_allocations') }}

),

plan as (

    select
        {{ sum_where('user_count', 'is_invited', 'bigint') }} as user_count,
        coalesce({{ exact_sum('expected_cost_usd') }}, 0) as expected_cost_usd
    from {{ ref('dashboard_perk_groups') }}
    where user_group = 'Cohort'

),

learned_campaigns as (

    select
        max({{ campaign_title('campaign_id', 'is_generated') }}) as campaign,
        count(distinct campaign_id) as campaign_count
    from {{ ref('perk_probabilities') }}

),

next_campaign as (

    select
        case
            when allocations.user_count = 0
                then 'Nobody of the cohort can be invited.'
            else
                case
                    when allocations.budget_usd is null
                        then 'Without a budget'
                    else
                        'A budget of '
                        || {{ format_money('allocations.budget_usd') }}
                        || ' lets'
                end
                || format(
                    ' {:,} of {:,} users {}',
                    allocations.perk_user_count,
                    allocations.user_count,
                    case
                        when allocations.budget_usd is null then 'would get'
                        else 'get'
                    end
                )
                || ' the perk that is best spent on them, for an expected '
                || {{ format_money('allocations.expected_cost_usd') }}
                || ', and would bring '
                || {{ format_money('allocations.expected_net_value_usd') }}
                || ' more than that, if the catalogue''s assumptions hold.'
                || case
                    when allocations.shadow_price > 0
                        then
                            ' A further dollar would bring $'
                            || {{ format_decimal(
                                '1 + allocations.shadow_price', 2
                            ) }} || '.'
                    when allocations.budget_usd is not null
                        then ' A further dollar would not be spent.'
                    else ''
                end
                || ' Counted are all users of the cohort who may be contacted;'
                || ' the plan under Perks and budget invites '
                || format('{:,}', plan.user_count) || ' of them, for '
                || {{ format_money('plan.expected_cost_usd') }} || '.'
        end
        || case
            when learned_campaigns.campaign_count = 0
                then
                    ' No campaign was read yet: none of this was seen to work,'
                    || ' so a first campaign should try all perks on some.'
            when learned_campaigns.campaign_count = 1
                then
                    ' The next campaign can learn from '
                    || learned_campaigns.campaign || '.'
            else ' The next campaign can learn from the last.'
        end as sentence
    from allocations
    cross join plan
    cross join learned_campaigns

)

select * from next_campaign
