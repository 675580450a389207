-- Fails for a user whose count of a signal exceeds the trials, though the
-- signal is declared a share.
with

users as (

    select * from {{ ref('user_measures') }}

)

select user_id
from users
where
    false
    {%- for signal in signals() if signal.family == 'share' %}
    or {{ signal.name }}_count > {{ signal.name }}_trials
    {%- endfor %}
