{#- Make the salt of the forgotten users known to Spark: of the environment of this
    command, in a view that ends with the session. An error, if it is not the
    one that the list was made with, for then everybody would be left in. -#}
{%- macro open_salt_on_spark() -%}
    {%- set salt = env_var('TRAVELTIDE_FORGETTING_SALT', '') -%}
    {%- set forgotten = graph.nodes['seed.traveltide.forgotten_users'] -%}
    {%- do run_query(
        'create or replace view raw.forgetting_salt as select '
        ~ sql_text(salt | replace('\\', '\\\\')) ~ ' as salt'
    ) -%}
    {%- set others = run_query(
        'select count(*) as entry_count from '
        ~ forgotten.schema ~ '.' ~ forgotten.alias
        ~ " where salt_check != substring(sha2(concat((select salt from"
        ~ " raw.forgetting_salt), ':'), 256), 1, 8)"
    ).rows[0][0] -%}
    {%- if others -%}
        {%- do exceptions.raise_compiler_error(
            'the list of forgotten users was made with a salt that is not in'
            ~ ' TRAVELTIDE_FORGETTING_SALT: set it to that salt and call the'
            ~ ' step again'
        ) -%}
    {%- endif -%}
{%- endmacro -%}
