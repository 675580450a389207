-- No row: a shop offers everything to everybody.
select
    cast(null as bigint) as user_id,
    cast(null as varchar) as item_id
where false
