-- One row per usable row of classes.
with

classes as (

    {{ kept_rows('classes') }}

)

select * from classes
