{#- The one of some names that a misspelt one is most like. -#}
{%- macro nearest_name(name, names) -%}
    {%- set texts = [] -%}
    {%- for each in names -%}
        {%- do texts.append(sql_text(each)) -%}
    {%- endfor -%}
    {%- do return(run_query(
        'select unnest([' ~ texts | join(', ') ~ ']) as name'
        ~ ' order by jaro_winkler_similarity(name, ' ~ sql_text(name)
        ~ ') desc, name limit 1'
    ).rows[0][0]) -%}
{%- endmacro -%}
