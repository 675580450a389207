{#- The first line of a CSV file; empty if it is blank, none if there is none. -#}
{%- macro first_line(path) -%}
    {%- set lines = run_query(first_line_query(path)) -%}
    {%- do return(lines.rows[0][0] or '' if lines.rows else none) -%}
{%- endmacro -%}
