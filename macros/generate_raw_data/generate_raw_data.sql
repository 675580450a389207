{#- Writes a believable export of the platform. Every value is a function of
    the seed, the user and a counter, so that the same arguments give the same
    bytes on any machine, and more users leave the first ones as they were. -#}
{%- macro generate_raw_data(
    users=20000,
    path='',
    seed=42,
    frequent_share=0.006,
    persona_strength=3,
    trips_per_user=2.8,
    dirt=1.0,
    only_if_stale=false
) -%}
    {%- if execute -%}
        {%- do check_generate_raw_data_arguments(
            users, path, seed, frequent_share, persona_strength,
            trips_per_user, dirt
        ) -%}
        {%- set folder = path.rstrip('/') -%}
        {%- set generated = generated_relations(
            users, seed, frequent_share, persona_strength, trips_per_user, dirt
        ) -%}
        {#- The SQL holds all arguments, and changes with the generator. -#}
        {%- set fingerprint = local_md5(tojson(generated)) -%}
        {%- if not only_if_stale or not is_generated(folder, fingerprint) -%}
            {%- do write_generated(
                folder,
                generated['lists'],
                generated['relations'] + [
                    ('view', 'generated_fingerprint',
                        'select ' ~ sql_text(fingerprint) ~ ' as fingerprint')
                ]
            ) -%}
            {%- do log('Generated ' ~ users ~ ' users in ' ~ path, info=true) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
