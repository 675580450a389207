{#- Every number a person chose for the training, as JSON text in SQL. -#}
{%- macro training_parameters() -%}
    {%- set parameters = {} -%}
    {%- for name in [
        'segment_count',
        'random_seed',
        'start_count',
        'train_sample_max',
        'lead_min_z',
    ] -%}
        {%- do parameters.update({name: var(name)}) -%}
    {%- endfor -%}
    {{ sql_text(tojson(parameters)) }}
{%- endmacro -%}
