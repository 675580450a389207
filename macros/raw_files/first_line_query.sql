{#- A query for the first line of a CSV file, as it is.
    No sign parts its fields: it is read as one, however strange it may be. -#}
{%- macro first_line_query(path) -%}
    {%- do return(
        "select first_line from read_csv(" ~ path_text(path)
        ~ ", auto_detect = false, header = false, hive_partitioning = false"
        ~ ", delim = chr(1), quote = '', escape = '', ignore_errors = true"
        ~ ", strict_mode = false, null_padding = true, parallel = false"
        ~ ", columns = {'first_line': 'varchar'}) limit 1"
    ) -%}
{%- endmacro -%}
