{#- The column of a database's table that says what is new in it, if one does. -#}
{%- macro watermark_of(table_name) -%}
    {%- if var('raw_location').startswith('postgres') -%}
        {%- do return(var('raw_watermarks').get(table_name)) -%}
    {%- endif -%}
{%- endmacro -%}
