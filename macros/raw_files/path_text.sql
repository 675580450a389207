{#- A path as DuckDB's readers take it, to the letter: they would read [1] and
    * in the name of a folder as a pattern and open files of other folders. -#}
{%- macro path_text(path) -%}
    {%- if '://' not in path -%}
        {%- set path = path
            | replace('[', '[[]') | replace('*', '[*]') | replace('?', '[?]')
        -%}
    {%- endif -%}
    {%- do return(sql_text(path)) -%}
{%- endmacro -%}
