{#- A query for what the last campaign that was read would send a user, and how
    probably: by the user's segment, among the perks that the user may have. The
    query around it must define invited_users. -#}
{%- macro learned_choices() -%}
    select
        invited_users.user_id,
        learned.perk_code as choice,
        learned.probability / sum(learned.probability) over (
            partition by invited_users.user_id
        ) as probability
    from invited_users
    inner join ({{ last_read_campaign() }}) as last_read
        on invited_users.chosen_by = 'learned'
    inner join {{ ref('perk_probabilities') }} as learned
        on
            last_read.campaign_id = learned.campaign_id
            and learned.segment_key = case
                when invited_users.segment_key in (
                    select known.segment_key
                    from {{ ref('perk_probabilities') }} as known
                    where known.campaign_id = last_read.campaign_id
                ) then invited_users.segment_key
                else 'any'
            end
    left join {{ ref('user_perk_affinities') }} as perks
        on
            invited_users.user_id = perks.user_id
            and learned.perk_code = perks.perk_code
            and perks.is_eligible
    where perks.user_id is not null or learned.perk_code = 'nothing'
{%- endmacro -%}
