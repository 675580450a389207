{#- Writes a table as CSV and Parquet into the published folder. DuckDB writes
    beside the target and renames, so that a reader finds a whole file. -#}
{%- macro export_table(relation, sorted_by) -%}
    {%- if execute and is_complete_build() -%}
        {%- set folder = env_var('TRAVELTIDE_PUBLISHED', 'published')
            ~ '/exports' -%}
        {%- do create_folder(folder) -%}
        {%- for ending, options in {
            'csv': 'format csv, header',
            'parquet': 'format parquet',
        }.items() -%}
            {%- do run_query(
                'copy (select * from ' ~ relation ~ ' order by ' ~ sorted_by
                ~ ') to '
                ~ sql_text(folder ~ '/' ~ relation.identifier ~ '.' ~ ending)
                ~ ' (' ~ options ~ ', use_tmp_file true)'
            ) -%}
        {%- endfor -%}
    {%- elif execute -%}
        {%- do log(
            'Exports stay as they are: only a dbt build of everything, with'
            ~ ' its tests, writes them.'
        ) -%}
    {%- endif -%}
{%- endmacro -%}
