{#- The most used come first. -#}
{%- macro generated_airlines() -%}
    select
        position,
        name
    from (values
        (1, 'Delta Air Lines'),
        (2, 'American Airlines'),
        (3, 'United Airlines'),
        (4, 'Southwest Airlines'),
        (5, 'JetBlue Airways'),
        (6, 'Air Canada'),
        (7, 'Allegiant Air'),
        (8, 'WestJet'),
        (9, 'Alaska Airlines'),
        (10, 'Spirit Airlines'),
        (11, 'Frontier Airlines'),
        (12, 'Hawaiian Airlines'),
        (13, 'Porter Airlines'),
        (14, 'Air Transat'),
        (15, 'British Airways'),
        (16, 'Air France'),
        (17, 'KLM Royal Dutch Airlines'),
        (18, 'Lufthansa'),
        (19, 'Iberia'),
        (20, 'Aeromexico'),
        (21, 'Emirates'),
        (22, 'Turkish Airlines'),
        (23, 'Qantas'),
        (24, 'Japan Airlines'),
        (25, 'Cathay Pacific')
    ) as facts (position, name)
{%- endmacro -%}
