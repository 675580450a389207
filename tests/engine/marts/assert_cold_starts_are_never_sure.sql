-- Fails when a user outside the cohort is offered a perk with more than low
-- confidence.
select
    user_id,
    confidence
from {{ ref('user_perks') }}
where
    cohort_status = 'cold_start'
    and confidence not in ('low', 'none')
