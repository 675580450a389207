{#- Everything the generator computes, as SQL: lists of facts by name, and kind,
    name and definition of each relation in the order of their creation. -#}
{%- macro generated_relations(
    users, seed, frequent_share, persona_strength, trips_per_user, dirt
) -%}
    {#- Lists and not tables: a join may change the order of rows. -#}
    {%- set lists = {
        'generated_airports': generated_airports(),
        'generated_home_airports': generated_airports()
            ~ " where country in ('usa', 'canada')",
        'generated_airlines': generated_airlines(),
        'generated_hotel_brands': generated_hotel_brands(),
        'generated_dirt_kinds': generated_dirt_kinds(),
    } -%}
    {#- Only users are stored. All else is computed while it is written, which
        keeps memory flat. -#}
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
        ('view', 'generated_campaign', generated_campaign(seed)),
        ('view', 'generated_assignments',
            'select campaign_id, user_id, stratum_perk, segment_key, arm,'
            ~ ' perk_code, propensity, arm_propensity from generated_campaign'),
        ('view', 'generated_campaign_rows', generated_campaign_rows(seed)),
        ('view', 'generated_personas',
            'select user_id, persona from generated_users'),
        ('view', 'generated_dirt', generated_dirt()),
    ] -%}
    {%- do return({'lists': lists, 'relations': relations}) -%}
{%- endmacro -%}
