{#- Creates what the generator computes, writes it to a folder and leaves the
    connection as it was. -#}
{%- macro write_generated(folder, lists, relations, files) -%}
    {%- do create_folder(folder ~ '/truth') -%}

    {#- Rows leave in the order they are made, however many threads. -#}
    {%- set setting = "current_setting('preserve_insertion_order')" -%}
    {%- set order_was_kept = run_query('select ' ~ setting).rows[0][0] -%}
    {%- do run_query('set preserve_insertion_order = true') -%}

    {%- for name, facts in lists.items() -%}
        {%- do run_query(
            'set variable ' ~ name ~ ' = (select list(facts order by '
            ~ 'position) from (' ~ facts ~ ') as facts)'
        ) -%}
    {%- endfor -%}
    {%- for kind, name, definition in relations -%}
        {%- do run_query(
            'create or replace temporary ' ~ kind ~ ' ' ~ name ~ ' as '
            ~ definition
        ) -%}
    {%- endfor -%}

    {%- for name, file in files.items() -%}
        {%- do copy_to_quoted_csv(name, folder ~ '/' ~ file) -%}
    {%- endfor -%}

    {%- for kind, name, definition in relations | reverse -%}
        {%- do run_query('drop ' ~ kind ~ ' temp.' ~ name) -%}
    {%- endfor -%}
    {%- for name in lists -%}
        {%- do run_query('reset variable ' ~ name) -%}
    {%- endfor -%}
    {%- do run_query('set preserve_insertion_order = ' ~ order_was_kept) -%}
{%- endmacro -%}
