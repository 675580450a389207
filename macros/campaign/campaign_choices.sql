{#- A query for what the users of a campaign can be sent in each arm, and how
    probably; nothing where that is no perk. The chances of a user and arm add
    up to 1. The query around it must define invited_users. -#}
{%- macro campaign_choices() -%}
    select
        user_id,
        'nothing' as arm,
        'nothing' as choice,
        cast(1 as double) as probability
    from invited_users

    union all

    select
        user_id,
        'one_perk' as arm,
        coalesce(one_perk_code, 'nothing') as choice,
        cast(1 as double) as probability
    from invited_users

    union all

    select
        invited_users.user_id,
        'random_perk' as arm,
        coalesce(perks.perk_code, invited_users.primary_perk) as choice,
        1.0 / count(*) over (partition by invited_users.user_id)
            as probability
    from invited_users
    left join {{ ref('user_perk_affinities') }} as perks
        on invited_users.user_id = perks.user_id and perks.is_eligible

    union all

    select
        invited_users.user_id,
        'chosen_perk' as arm,
        case
            when allocations.user_id is not null
                then coalesce(allocations.perk_code, 'nothing')
            else coalesce(learned.choice, invited_users.primary_perk)
        end as choice,
        coalesce(learned.probability, 1) as probability
    from invited_users
    left join {{ ref('budget_allocations') }} as allocations
        on
            invited_users.user_id = allocations.user_id
            and invited_users.chosen_by = 'budget'
    left join ({{ learned_choices() }}) as learned
        on
            invited_users.user_id = learned.user_id
            and invited_users.chosen_by = 'learned'
{%- endmacro -%}
