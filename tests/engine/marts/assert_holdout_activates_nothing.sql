-- Fails when a user who is left out has a perk to activate or a cost, or
-- another has none; but the budget of a campaign can have none for some.
select
    user_id,
    campaign_arm,
    activation_perk,
    scenario_expected_cost_usd
from {{ ref('user_perks') }}
where
    (
        campaign_arm in ('holdout', 'nothing', 'suppressed')
        and activation_perk is not null
    )
    or (campaign_arm in ('random_perk', 'one_perk') and activation_perk is null)
    or (activation_perk is null and scenario_expected_cost_usd != 0)
    or is_holdout != (campaign_arm in ('holdout', 'nothing'))
