-- One row per personal attribute: how much it says about the perk a user gets,
-- over the groups that are large enough to be shown. Restricted: it is never
-- published.
with

users_by_attribute as (

    select * from {{ optional_model('users_by_attribute') }}

),

sized_groups as (

    select
        attribute,
        group_name,
        primary_perk,
        count(*) over (partition by attribute, group_name) as group_user_count
    from users_by_attribute

),

cells as (

    select
        attribute,
        group_name,
        primary_perk,
        count(*) as user_count
    from sized_groups
    where group_user_count >= {{ var('fairness_group_minimum') }}
    group by
        attribute,
        group_name,
        primary_perk

),

margins as (

    select
        attribute,
        user_count,
        sum(user_count) over (partition by attribute, group_name)
            as group_user_count,
        sum(user_count) over (partition by attribute, primary_perk)
            as perk_user_count,
        sum(user_count) over (partition by attribute) as all_user_count
    from cells

),

-- Chi square of the table over its users: cells without users add nothing.
summed_cells as (

    select
        attribute,
        any_value(all_user_count) as user_count,
        cast(sum(cast(
            cast(user_count as double) * user_count
            / (cast(group_user_count as double) * perk_user_count)
            as decimal(18, 12)
        )) as double) - 1 as mean_square
    from margins
    group by attribute

),

table_sizes as (

    select
        attribute,
        count(distinct group_name) as group_count,
        count(distinct primary_perk) as perk_count
    from cells
    group by attribute

),

-- Cramer's V: 0 if the attribute says nothing, 1 if it says all.
attribute_fairness as (

    select
        summed_cells.attribute,
        cast(summed_cells.user_count as bigint) as user_count,
        table_sizes.group_count,
        sqrt({{ safe_ratio(
            'greatest(summed_cells.mean_square, 0)',
            'least(table_sizes.group_count, table_sizes.perk_count) - 1'
        ) }}) as effect_size
    from summed_cells
    inner join table_sizes
        on summed_cells.attribute = table_sizes.attribute

)

select * from attribute_fairness
