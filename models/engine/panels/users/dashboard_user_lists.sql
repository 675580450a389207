-- One row per user: what to offer next as JSON, items by their numbers, each
-- list in its order.
with

user_offers as (

    select * from {{ ref('int_user_offers') }}

),

reasons as (

    select * from {{ ref('int_offer_reasons') }}

),

items as (

    select
        item_id,
        place
    from {{ ref('dashboard_items') }}

),

switches as (

    select is_included from {{ ref('panel_user_lookup') }}

),

-- To sort each short list costs a third of an ordered aggregate; the field that
-- comes first decides.
number_items as (

    select
        offers.user_id,
        offers.list,
        {
            'rank': offers.offer_rank,
            'item': items.place,
            'first': first_items.place,
            'second': second_items.place
        } as offer
    from user_offers as offers
    cross join switches
    inner join items
        on offers.item_id = items.item_id
    left join reasons
        on
            offers.user_id = reasons.user_id
            and offers.item_id = reasons.item_id
            and offers.list = 'new'
    left join items as first_items
        on reasons.because_item_1 = first_items.item_id
    left join items as second_items
        on reasons.because_item_2 = second_items.item_id
    where switches.is_included

),

user_lists as (

    select
        user_id,
        to_json({
            {%- for name in ['again', 'new'] %}
            '{{ name }}': list_transform(
                list_sort(coalesce(
                    list(offer) filter (where list = '{{ name }}'), []
                )),
                lambda one: list_filter(
                    [one['item'], one['first'], one['second']],
                    lambda number: number is not null
                )
            ){{ ',' if not loop.last }}
            {%- endfor %}
        }) as lists
    from number_items
    group by user_id

)

select * from user_lists
