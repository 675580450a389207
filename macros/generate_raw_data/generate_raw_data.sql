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
    dirt=1.0
) -%}
    {%- if execute -%}
        {%- do check_generate_raw_data_arguments(
            users, path, seed, frequent_share, persona_strength,
            trips_per_user, dirt
        ) -%}
        {%- set folder = path.rstrip('/') -%}
        {%- do create_folder(folder ~ '/truth') -%}

        {#- Rows leave in the order they are made, however many threads. -#}
        {%- set setting = "current_setting('preserve_insertion_order')" -%}
        {%- set order_was_kept = run_query('select ' ~ setting).rows[0][0] -%}
        {%- do run_query('set preserve_insertion_order = true') -%}

        {#- Lists and not tables: a join may change the order of rows. -#}
        {%- set lists = {
            'generated_airports': generated_airports(),
            'generated_home_airports': generated_airports()
                ~ " where country in ('usa', 'canada')",
            'generated_airlines': generated_airlines(),
            'generated_hotel_brands': generated_hotel_brands(),
            'generated_dirt_kinds': generated_dirt_kinds(),
        } -%}
        {%- for name, facts in lists.items() -%}
            {%- do run_query(
                'set variable ' ~ name ~ ' = (select list(facts order by '
                ~ 'position) from (' ~ facts ~ ') as facts)'
            ) -%}
        {%- endfor -%}

        {#- Only users are stored. All else is computed while it is written,
            which keeps memory flat. -#}
        {%- set relations = [
            ('view', 'generated_people', generated_people(
                users, seed, frequent_share, dirt
            )),
            ('table', 'generated_users', generated_users(
                seed, persona_strength, trips_per_user
            )),
            ('view', 'generated_visits', generated_visits(seed)),
            ('view', 'generated_trips', generated_trips(seed)),
            ('view', 'generated_user_rows', generated_user_rows(seed)),
            ('view', 'generated_session_rows', generated_session_rows(seed)),
            ('view', 'generated_flight_rows', generated_flight_rows(seed)),
            ('view', 'generated_hotel_rows', generated_hotel_rows(seed, dirt)),
            ('view', 'generated_personas',
                'select user_id, persona from generated_users'),
            ('view', 'generated_dirt', generated_dirt()),
        ] -%}
        {%- for kind, name, definition in relations -%}
            {%- do run_query(
                'create or replace temporary ' ~ kind ~ ' ' ~ name ~ ' as '
                ~ definition
            ) -%}
        {%- endfor -%}

        {#- Users last: where they are, the rest is. -#}
        {%- for name, file in {
            'generated_personas': 'truth/personas.csv',
            'generated_dirt': 'truth/dirt.csv',
            'generated_session_rows': 'sessions.csv',
            'generated_flight_rows': 'flights.csv',
            'generated_hotel_rows': 'hotels.csv',
            'generated_user_rows': 'users.csv',
        }.items() -%}
            {%- do copy_to_quoted_csv(name, folder ~ '/' ~ file) -%}
        {%- endfor -%}

        {%- for kind, name, definition in relations | reverse -%}
            {%- do run_query('drop ' ~ kind ~ ' temp.' ~ name) -%}
        {%- endfor -%}
        {%- for name in lists -%}
            {%- do run_query('reset variable ' ~ name) -%}
        {%- endfor -%}
        {%- do run_query(
            'set preserve_insertion_order = ' ~ order_was_kept
        ) -%}
        {%- do log('Generated ' ~ users ~ ' users in ' ~ path, info=true) -%}
    {%- endif -%}
{%- endmacro -%}
