{#- After the last node: say what was released, or why nothing was, and when
    the model is due for a retrain. A new model that a check turned down is
    remembered with the reason. -#}
{%- macro report_release(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set states = {} -%}
        {%- for result in results -%}
            {%- do states.update({result.node.name: result.status | string}) -%}
        {%- endfor -%}
        {%- set kept = 'Nothing is released, the published files stay as they'
            ~ ' are: ' -%}
        {%- if states.get('model_versions') == 'success' -%}
            {%- do report_parameters() -%}
        {%- endif -%}
        {%- if states.get('quality_gates') == 'success' -%}
            {%- do report_drift() -%}
        {%- endif -%}
        {%- if states.get('released_files') == 'success' -%}
            {%- set files = run_query(
                'select message, path, is_failed from quality.released_files'
                ~ ' where message is not null'
            ).rows -%}
            {%- for message, path, is_failed in files -%}
                {%- if path -%}
                    {%- do log(
                        'Warning: ' ~ path ~ ': ' ~ message, info=true
                    ) -%}
                {%- elif not is_failed -%}
                    {%- do log(kept ~ message, info=true) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- elif states.get('released_files') -%}
            {%- do remember_rejected_model(states) -%}
            {%- do log(kept ~ 'a node before the release failed', info=true) -%}
        {%- else -%}
            {%- do log(
                kept ~ 'only a dbt build of everything releases', info=true
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
