{#- How many rows of each kind of dirt the files hold. -#}
{%- macro generated_dirt() -%}
    with

    listed as (

        select unnest(getvariable('generated_dirt_kinds')) as listed_kind

    ),

    kinds as (

        select distinct
            listed_kind.dirt as dirt,
            listed_kind.kind as kind,
            listed_kind.file_name as file_name
        from listed

    ),

    -- A user that carries dirt carries one row of it.
    planted as (

        select
            kinds.kind,
            kinds.file_name,
            count(generated_users.dirt) as row_count
        from kinds
        left join generated_users
            on kinds.dirt = generated_users.dirt
        group by
            kinds.kind,
            kinds.file_name

    ),

    nights as (

        select
            count(*) filter (where nights < 0) as negative_count,
            count(*) filter (where nights = 0) as zero_count
        from generated_hotel_rows

    ),

    natural_dirt as (

        select
            'negative_nights' as kind,
            'hotels.csv' as file_name,
            negative_count as row_count
        from nights

        union all

        select
            'zero_nights' as kind,
            'hotels.csv' as file_name,
            zero_count as row_count
        from nights

    ),

    generated_dirt as (

        select kind, file_name, row_count from planted

        union all

        select kind, file_name, row_count from natural_dirt

    )

    select
        kind,
        file_name,
        row_count
    from generated_dirt
    order by
        kind,
        file_name
{%- endmacro -%}
