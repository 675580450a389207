{#- After a build: what came out, in about eight lines; -q leaves these alone. -#}
{%- macro report_build(results) -%}
    {%- set states = {} -%}
    {%- for result in results -%}
        {%- do states.update({result.node.name: result.status | string}) -%}
    {%- endfor -%}
    {%- set missing = [] -%}
    {%- for name in [
        'user_perks', 'perk_history', 'quality_gates',
        'stg_engine__file_counts',
    ] if states.get(name) != 'success' -%}
        {%- do missing.append(name) -%}
    {%- endfor -%}
    {%- if execute and flags.WHICH == 'build' and not missing -%}
        {%- for subject, sentence in run_query(build_summary()).rows -%}
            {%- do print('%-10s %s' | format(subject, sentence)) -%}
        {%- endfor -%}
        {%- if states.get('released_files') == 'success' and run_query(
            'select count(*) from quality.released_files where path is not null'
        ).rows[0][0] > 0 -%}
            {%- do print('%-10s %s' | format('Released', env_var(
                'TRAVELTIDE_PUBLISHED', published_default()
            ) ~ ': traveltide.duckdb, dashboard/index.html, exports/')) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
