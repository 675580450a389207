{#- Before the first model: an error for a list of forgotten users that would leave
    them in, or that holds their numbers. -#}
{%- macro check_forgotten_users() -%}
    {%- if execute and flags.WHICH in (
        'build', 'run', 'seed', 'test', 'run-operation'
    ) -%}
        {%- set seed = graph.nodes['seed.traveltide.forgotten_users'] -%}
        {%- set refusal = run_query(
            'select why_list_is_refused('
            ~ sql_text(seed.root_path ~ '/' ~ seed.original_file_path) ~ ')'
        ).rows[0][0] -%}
        {%- if refusal -%}
            {%- do exceptions.raise_compiler_error(refusal) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
