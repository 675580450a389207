{#- An error for a cohort that the seed does not define. The file is read: its
    table may be of an earlier build, or not there yet. -#}
{%- macro check_cohort() -%}
    {%- set file = graph.nodes[
        'seed.traveltide.cohort_definitions'
    ].original_file_path -%}
    {%- set names = run_query(
        'select cohort_name from read_csv('
        ~ path_text(project_path(file))
        ~ ", all_varchar = true, header = true, delim = ',')"
        ~ ' order by cohort_name'
    ).columns[0].values() -%}
    {%- if cohort_name() not in names -%}
        {%- do refuse_var(
            'cohort',
            cohort_name(),
            'one of ' ~ names | join(', ') ~ ' (' ~ file ~ ')'
        ) -%}
    {%- endif -%}
{%- endmacro -%}
