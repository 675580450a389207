-- Fails when two intervals of a user overlap, when one that changed is not
-- followed at once, and when one ends without a reason or before it begins.
with

perk_history as (

    select
        user_id,
        valid_from,
        valid_to,
        end_reason
    from {{ ref('perk_history') }}

),

followed_intervals as (

    select
        user_id,
        valid_from,
        valid_to,
        end_reason,
        lead(valid_from) over (
            partition by user_id
            order by valid_from
        ) as next_valid_from
    from perk_history

)

select
    user_id,
    valid_from,
    valid_to,
    end_reason,
    next_valid_from
from followed_intervals
where
    valid_to <= valid_from
    or (valid_to is null) != (end_reason is null)
    or (valid_to is null and next_valid_from is not null)
    or next_valid_from < valid_to
    or (end_reason = 'changed' and next_valid_from is distinct from valid_to)
