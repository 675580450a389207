{#- In how many parts users are offered something, so that the memory it takes
    does not grow with them. -#}
{%- macro offer_bucket_count() -%}
    {%- set users = ref('user_measures') -%}
    {#- The users of a unit test are in no schema. -#}
    {%- if execute and users.schema and load_relation(users) -%}
        {%- do return(
            run_query('select count(*) from ' ~ users).rows[0][0]
            // var('recommendation_bucket_size') + 1
        ) -%}
    {%- endif -%}
    {%- do return(1) -%}
{%- endmacro -%}
