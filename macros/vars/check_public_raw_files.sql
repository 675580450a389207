{#- An error for public addresses that are not one for each raw file. -#}
{%- macro check_public_raw_files() -%}
    {%- set given = var('public_raw_files') -%}
    {%- for table_name in raw_tables() -%}
        {%- if given is not mapping or given.get(table_name) is not string -%}
            {%- do refuse_var(
                'public_raw_files',
                given,
                'an address for each of ' ~ raw_tables() | join(', ')
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
