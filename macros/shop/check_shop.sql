{#- An error for a shop that the seed shops does not name. The file is read: its
    table may be of an earlier build, or not there yet. -#}
{%- macro check_shop() -%}
    {%- set seed = graph.nodes.get('seed.traveltide.shops') -%}
    {%- if seed -%}
        {%- set names = run_query(
            'select shop from read_csv('
            ~ path_text(project_path(seed.original_file_path))
            ~ ", all_varchar = true, header = true, delim = ',')"
            ~ ' order by shop'
        ).columns[0].values() -%}
        {%- if var('shop') not in names -%}
            {%- do refuse_var(
                'shop',
                var('shop'),
                'one of ' ~ names | join(', ') ~ ' ('
                ~ seed.original_file_path ~ ')'
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
