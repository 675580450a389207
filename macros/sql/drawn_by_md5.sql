{#- A query for users of a relation, so many at most: whose numbers come first in
    the order of their md5. One task puts them in order, so what is far from
    the first is left out before. -#}
{%- macro drawn_by_md5(relation, most) -%}
    select *
    from (
        select
            users.*,
            row_number() over (
                order by md5(cast(users.user_id as string)), users.user_id
            ) as place
        from {{ relation }} as users
        cross join (
            select count(*) as user_count
            from {{ relation }}
        ) as everybody
        where
            {{ md5_fraction('cast(users.user_id as string)') }}
            * everybody.user_count
            <= {{ 2 * most + 1000 }}
    ) as drawn_users
    where place <= {{ most }}
{%- endmacro -%}
