{#- What the loader notes down: which files there are, which of them have been
    read, and which lines were no rows. -#}
{%- macro create_landing_tables() -%}
    {%- set columns -%}
        (
            table_name varchar,
            file_number integer,
            file_name varchar,
            path varchar,
            size bigint,
            checksum varchar,
            stamp varchar,
            reading varchar
        )
    {%- endset -%}
    {%- do run_query(
        'create schema if not exists raw;'
        ~ ' create or replace table raw.found_files ' ~ columns ~ ';'
        ~ ' create table if not exists raw.known_files ' ~ columns ~ ';'
        ~ ' create table if not exists raw.malformed_lines ('
        ~ 'file_name varchar, line_number bigint,'
        ~ ' reason varchar, raw_row varchar);'
        ~ ' alter table raw.malformed_lines'
        ~ ' add column if not exists file_number integer'
    ) -%}
{%- endmacro -%}
