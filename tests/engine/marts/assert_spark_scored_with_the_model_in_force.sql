-- Fails when users were scored with another model than this build's: between the
-- steps on Spark the data changed, or the vars.
select
    user_perks.user_id,
    user_perks.model_version
from {{ ref('user_perks') }} as user_perks
inner join {{ ref('int_model_space') }} as model_space
    on user_perks.model_version is distinct from model_space.model_version
