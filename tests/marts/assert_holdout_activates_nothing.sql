-- Fails when a held-out user has a perk to activate or a cost, or another has
-- none.
select
    user_id,
    is_holdout,
    activation_perk,
    scenario_expected_cost_usd
from {{ ref('user_perks') }}
where
    is_holdout != (activation_perk is null)
    or (is_holdout and scenario_expected_cost_usd != 0)
