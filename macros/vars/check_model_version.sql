{#- An error for a model version to go back to that was never released from
    this data set; while training, nobody asks for one. -#}
{%- macro check_model_version() -%}
    {%- set given = var('model_version') -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test')
        and given is not none and not var('retrain') -%}
        {%- set released = run_query(
            'select model_version from ('
            ~ memory_of('int_releases', {
                'data_set': 'varchar', 'model_version': 'varchar',
                'released_at': 'timestamp',
            })
            ~ ') as releases semi join ('
            ~ memory_of('int_model_signals', {'model_version': 'varchar'})
            ~ ') as signals using (model_version)'
            ~ ' where data_set = ' ~ data_set()
            ~ ' group by model_version order by min(released_at)'
        ).columns[0].values() -%}
        {#- dbt looks up columns in a transaction, which would undo in the end
            whatever is noted before the first model. -#}
        {%- do adapter.commit() -%}
        {%- if given not in released -%}
            {%- do refuse_var(
                'model_version',
                given,
                'null or one of ' ~ released | join(', ') if released
                else 'null: no model has been released yet'
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
