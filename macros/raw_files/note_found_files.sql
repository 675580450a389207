{#- Before the first model: note which files there are, and drop each table that
    is built now of files of which none stays as it was read, for its incremental
    model to begin anew. -#}
{%- macro note_found_files(tables) -%}
    {%- set rows = [] -%}
    {%- for table in tables -%}
        {%- for file in table.files -%}
            {%- set values = [sql_text(table.name), file.file_number] -%}
            {%- for value in [
                file.file_name,
                file.path,
                file.size,
                file.checksum,
                file.stamp,
                table.reading,
            ] -%}
                {%- do values.append(
                    'null' if value is none or value is undefined
                    else sql_text(value)
                ) -%}
            {%- endfor -%}
            {%- do rows.append('(' ~ values | join(', ') ~ ')') -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if rows -%}
        {%- do run_query(
            'insert into raw.found_files values ' ~ rows | join(', ')
        ) -%}
    {%- endif -%}
    {%- for table in tables if table.is_afresh -%}
        {%- if flags.WHICH in ('build', 'run')
            and 'model.traveltide.' ~ landed_model(table.name)
            in selected_resources -%}
            {%- do drop_relation_if_exists(landed_relation(table.name)) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
