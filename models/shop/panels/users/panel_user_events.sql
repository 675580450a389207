-- No row: what the look-up of a user lists, which it loads itself.
select cast(null as bigint) as user_id
where false
