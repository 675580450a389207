with

customers as (

    {{ kept_rows('customers') }}

)

select user_id from customers
