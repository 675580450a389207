{#- What a relation holds, in one word: its columns in their order, its rows in
    any. DuckDB's hash takes some nested values for others, so these are hashed
    as they print. -#}
{%- macro content_of(relation) -%}
    {%- set columns = run_query(
        'select column_name, column_type from (describe ' ~ relation ~ ')'
    ).rows -%}
    {%- set hashed = [] -%}
    {%- for name, type in columns -%}
        {%- set column = adapter.quote(name) -%}
        {%- do hashed.append(
            'cast(' ~ column ~ ' as varchar)'
            if type.endswith(']') or type.startswith(('STRUCT', 'MAP', 'UNION'))
            else column
        ) -%}
    {%- endfor -%}
    {%- set described = columns | map('join', ' ') | join(', ') -%}
    {%- do return(
        run_query(
            'select md5(' ~ sql_text(described) ~ " || count(*) || ' '"
            ~ ' || coalesce(sum(hash(' ~ hashed | join(', ') ~ ')), 0)) from '
            ~ relation
        ).rows[0][0]
    ) -%}
{%- endmacro -%}
