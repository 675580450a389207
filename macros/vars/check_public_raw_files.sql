{#- An error for public addresses that are not one for each raw file. -#}
{%- macro check_public_raw_files() -%}
    {%- set given = var('public_raw_files') -%}
    {%- set needed = domain_profile().raw_tables | list
        if var('raw_location') == 'public' or var('domain') == 'traveltide'
        else [] -%}
    {%- for table_name in needed -%}
        {%- if given is not mapping or given.get(table_name) is not string -%}
            {%- do refuse_var(
                'public_raw_files',
                given,
                'an address for each of ' ~ needed | join(', ')
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
