-- Fails when the held-out share of ten thousand users is further than three
-- standard errors from the one asked for.
{%- set share = var('holdout_percent') / 100 %}
with

users as (

    select range as user_id from range(10000)

),

held_out_users as (

    select
        count(*) as user_count,
        count(*) filter (where {{ is_held_out('user_id') }}) as held_out_count
    from users

)

select
    user_count,
    held_out_count
from held_out_users
where
    abs({{ safe_ratio('held_out_count', 'user_count') }} - {{ share }})
    > 3 * sqrt({{ share }} * (1 - {{ share }}) / user_count)
