{#- Column names of a raw file, or an error that names what it lacks. -#}
{%- macro checked_header(table_name, path) -%}
    {%- set expected = raw_columns(table_name)
        | map(attribute='name') | list -%}
    {%- set header = header_of(path) -%}
    {%- set missing = expected | reject('in', header) | list -%}
    {%- if missing or header | unique | list | length < header | length -%}
        {{ exceptions.raise_compiler_error(
            'raw file header wrong: ' ~ path
            ~ (' has no column' if not header and path.endswith('.parquet')
                else ' is empty' if not header and first_line(path) is none
                else ' begins with a blank line' if not header
                else ' has no known column' if missing == expected
                else ' lacks ' ~ missing | join(', ') if missing
                else ' names a column twice')
            ~ '; expected ' ~ ('a Parquet file' if path.endswith('.parquet')
                else 'UTF-8 CSV with commas') ~ ' and the columns '
            ~ expected | join(', ') ~ ' in any order; found '
            ~ (header | join(', ') if path.endswith('.parquet')
                else beginning_of(path))
        ) }}
    {%- endif -%}
    {%- do return(header) -%}
{%- endmacro -%}
