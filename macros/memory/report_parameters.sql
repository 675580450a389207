{#- Says which vars of the training are not those that the model in force was
    trained with: a build that only scores does not heed them. -#}
{%- macro report_parameters() -%}
    {%- set champions = run_query(
        'select model_version, parameters from marts.model_versions'
        ~ " where status = 'champion'"
    ).rows -%}
    {%- for model_version, parameters in champions -%}
        {%- set changes = [] -%}
        {%- for name, trained_with in fromjson(parameters).items() -%}
            {%- if var(name) != trained_with -%}
                {%- do changes.append(
                    name ~ ' is ' ~ var(name) ~ ', not ' ~ trained_with
                ) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if changes -%}
            {%- do log(
                'Not in force before the next retrain (make retrain): '
                ~ changes | join('; ') ~ ' as in the training of model '
                ~ model_version,
                info=true
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
