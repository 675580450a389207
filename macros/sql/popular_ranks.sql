{#- A CTE after offers_by_place: which place what was bought later has in a list
    without weights, one of what is popular. Before it must stand later_items. -#}
{%- macro popular_ranks() -%}
popular_ranks as (

    select
        user_id,
        'again' as list,
        place,
        row_number() over (
            partition by user_id
            order by place asc
        ) as popular_rank
    from place_bought_items

    union all

    select
        later.user_id,
        'new' as list,
        items.place,
        items.place - count(places_not_new.place) as popular_rank
    from later_items as later
    inner join number_items as items
        on later.item_id = items.item_id
    left join places_not_new
        on
            later.user_id = places_not_new.user_id
            and items.place >= places_not_new.place
    where later.list = 'new'
    group by
        later.user_id,
        items.place
    having coalesce(max(places_not_new.place), 0) < items.place

)
{%- endmacro -%}
