{#- The kinds of raw columns: the type each is stored as, and the words in
    which a value that is none is rejected. -#}
{%- macro raw_kinds() -%}
    {%- do return({
        'text': {'data_type': 'varchar'},
        'upper_text': {'data_type': 'varchar'},
        'lower_text': {'data_type': 'varchar'},
        'boolean': {'data_type': 'boolean', 'called': 'true or false'},
        'user_number': {'data_type': 'bigint', 'called': 'a whole number'},
        'whole_number': {'data_type': 'integer', 'called': 'a whole number'},
        'count': {
            'data_type': 'integer', 'called': 'a whole number from 0'
        },
        'fraction': {
            'data_type': 'decimal(5, 4)', 'called': 'a fraction from 0 to 1'
        },
        'money': {'data_type': 'decimal(18, 4)', 'called': 'an amount'},
        'amount': {'data_type': 'decimal(12, 2)', 'called': 'an amount'},
        'latitude': {'data_type': 'decimal(9, 6)', 'called': 'a latitude'},
        'longitude': {'data_type': 'decimal(9, 6)', 'called': 'a longitude'},
        'date': {'data_type': 'date', 'called': 'a date'},
        'timestamp': {'data_type': 'timestamp', 'called': 'a timestamp'},
    }) -%}
{%- endmacro -%}
