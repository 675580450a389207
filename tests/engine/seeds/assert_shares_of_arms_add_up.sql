-- Fails for a campaign whose arms do not share out all of its users, or that
-- names an arm without users, or no perk, where it needs one.
with

campaigns as (

    select * from {{ ref('campaigns') }}

)

select campaign_id
from campaigns
where
    abs(
        chosen_perk_share + random_perk_share + one_perk_share + nothing_share
        - 1
    ) > 1e-9
    or one_perk_share > 0 and one_perk_code is null
    or case reference_arm
        when 'chosen_perk' then chosen_perk_share
        when 'random_perk' then random_perk_share
        when 'one_perk' then one_perk_share
        else nothing_share
    end = 0
