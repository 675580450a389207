{#- Writes the believable export of a shop, as the shop `sample` of the seed
    raw_columns is read. Every value is a function of the seed, the user and a
    counter: the same arguments give the same bytes on any machine. -#}
{%- macro generate_shop_data(
    users=1500, path='', seed=42, only_if_stale=false
) -%}
    {%- if execute -%}
        {%- if users is not integer or users < 0
            or path is not string or not path.strip() -%}
            {%- do exceptions.raise_compiler_error(
                'generate_shop_data: expected users, a whole number from 0, and'
                ~ " path, a folder, not '" ~ users ~ "' and '" ~ path ~ "'"
            ) -%}
        {%- endif -%}
        {%- set folder = path.rstrip('/') -%}
        {%- set relations = [
            ('table', 'generated_customers', generated_customers(users, seed)),
            ('table', 'generated_products', generated_products(seed)),
            ('table', 'generated_orders', generated_orders(seed)),
            ('table', 'generated_order_lines', generated_order_lines(seed)),
            ('view', 'generated_export', generated_export(seed)),
        ] -%}
        {#- The SQL holds all arguments, and changes with the generator. -#}
        {%- set fingerprint = local_md5(tojson(relations)) -%}
        {%- if not only_if_stale or not is_generated(
            folder, fingerprint, ['lines', 'products', 'customers']
        ) -%}
            {%- do write_generated(
                folder,
                {},
                relations + [
                    ('view', 'generated_people', 'select customer, persona'
                        ~ ' from generated_customers order by number'),
                    ('view', 'generated_list', 'select customer'
                        ~ ' from generated_customers order by number'),
                    ('view', 'generated_fingerprint',
                        'select ' ~ sql_text(fingerprint) ~ ' as fingerprint')
                ],
                {
                    'generated_people': 'truth/personas.csv',
                    'generated_fingerprint': 'truth/fingerprint.csv',
                    'generated_products': 'products.csv',
                    'generated_export': 'lines.csv',
                    'generated_list': 'customers.csv',
                }
            ) -%}
            {%- do log(
                'Generated ' ~ users ~ ' customers in ' ~ path, info=true
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
