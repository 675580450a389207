{#- After the first part of users: adds what to offer next to all others, one part
    at a time. -#}
{%- macro add_user_offers(relation) -%}
    {%- if execute -%}
        {%- for bucket in range(1, offer_bucket_count()) -%}
            {%- do run_query(
                'insert into ' ~ relation ~ ' ' ~ user_offers(bucket)
            ) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro -%}
