{#- The first line of a CSV file that has anything in it, as it is; none if
    there is no such line. No sign parts its fields: it is read as one, however
    strange it may be. -#}
{%- macro first_line(path) -%}
    {%- set lines = run_query(
        "select first_line from read_csv(" ~ path_text(path)
        ~ ", auto_detect = false, header = false, hive_partitioning = false"
        ~ ", delim = chr(1), quote = '', escape = '', ignore_errors = true"
        ~ ", strict_mode = false, null_padding = true, parallel = false"
        ~ ", columns = {'first_line': 'varchar'}) limit 1"
    ) -%}
    {%- do return(lines.rows[0][0] if lines.rows else none) -%}
{%- endmacro -%}
