{#- An error for the first var on the command line that dbt_project.yml does
    not list: dbt itself would not mind. -#}
{%- macro check_var_names() -%}
    {%- set settings = fromyaml(run_query(
        'select content from read_text('
        ~ path_text(project_path('dbt_project.yml')) ~ ')'
    ).rows[0][0]) -%}
    {%- for name in invocation_args_dict.get('vars') or {} -%}
        {%- if name not in settings['vars'] -%}
            {%- do exceptions.raise_compiler_error(
                'var ' ~ (name | string).split() | join(' ')
                ~ ' is unknown, did you mean '
                ~ nearest_name(name, settings['vars'])
                ~ '? Correct it in --vars; dbt_project.yml lists all vars'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
