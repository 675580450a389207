{#- An error for watermarks that are no columns of raw tables. -#}
{%- macro check_raw_watermarks() -%}
    {%- set given = var('raw_watermarks') -%}
    {%- if given is not mapping -%}
        {%- do refuse_var('raw_watermarks', given, 'a column by table') -%}
    {%- endif -%}
    {%- for table_name, column in given.items() -%}
        {%- set known = raw_columns(table_name)
            | map(attribute='name') | list -%}
        {%- if column not in known -%}
            {%- do refuse_var(
                'raw_watermarks',
                given,
                'columns of the tables ' ~ raw_tables() | join(', ')
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
