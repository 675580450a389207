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
        {%- if not only_if_stale or not is_generated(
            folder, fingerprint, raw_tables() | list
        ) -%}
            {#- Users last: where they are, the rest is. -#}
            {%- do write_generated(
                folder,
                generated['lists'],
                generated['relations'] + [
                    ('view', 'generated_fingerprint',
                        'select ' ~ sql_text(fingerprint) ~ ' as fingerprint')
                ],
                {
                    'generated_personas': 'truth/personas.csv',
                    'generated_dirt': 'truth/dirt.csv',
                    'generated_fingerprint': 'truth/fingerprint.csv',
                    'generated_assignments': 'truth/campaign_assignments.csv',
                    'generated_campaign_rows': 'campaign_events.csv',
                    'generated_session_rows': 'sessions.csv',
                    'generated_flight_rows': 'flights.csv',
                    'generated_hotel_rows': 'hotels.csv',
                    'generated_user_rows': 'users.csv',
                }
            ) -%}
            {%- do log('Generated ' ~ users ~ ' users in ' ~ path, info=true) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
