{#- What a relation holds, in one word: its columns in their order, its rows in
    any. DuckDB's hash takes some nested values for others, so these are hashed
    as they print. -#}
{%- macro content_of(relation, columns) -%}
    {%- set hashed = ['whole_row'] -%}
    {%- for column in columns.values()
        if modules.re.search('\\[|struct|map', column.data_type or '') -%}
        {%- do hashed.append(
            'cast(' ~ adapter.quote(column.name) ~ ' as varchar)'
        ) -%}
    {%- endfor -%}
    {%- do return(
        run_query(
            "select md5((select string_agg(column_name || ' ' || column_type)"
            ~ ' from (describe ' ~ relation ~ ')) || count(*) || coalesce('
            ~ 'sum(hash(' ~ hashed | join(', ') ~ ')), 0)) from ' ~ relation
            ~ ' as whole_row'
        ).rows[0][0]
    ) -%}
{%- endmacro -%}
