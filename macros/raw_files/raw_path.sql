{#- One path or address for a raw table, or an error that says what to do. -#}
{%- macro raw_path(table_name) -%}
    {%- set location = var('raw_location') | string | trim -%}
    {%- if location == 'sample' -%}
        {%- set location = var('sample_path') -%}
    {%- elif location == 'public' -%}
        {%- set cached = var('public_cache_path') ~ '/' ~ table_name ~ '.csv' -%}
        {%- do return(
            cached if is_existing_file(cached)
            else var('public_raw_files')[table_name]
        ) -%}
    {%- endif -%}
    {%- if '://' in location -%}
        {%- do return(
            location.rstrip('/') ~ '/' ~ table_name ~ '.' ~ var('raw_format')
        ) -%}
    {%- endif -%}
    {%- set candidates = [] -%}
    {%- for ending in ['csv', 'csv.gz', 'parquet'] -%}
        {%- set path = location.rstrip('/') ~ '/' ~ table_name ~ '.' ~ ending -%}
        {%- if is_existing_file(path) -%}
            {%- do candidates.append(path) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if candidates | length == 0 -%}
        {{ exceptions.raise_compiler_error(
            'raw file missing: expected ' ~ table_name ~ '.csv, .csv.gz or '
            ~ '.parquet in ' ~ location ~ ', found none; set raw_location to '
            ~ 'a folder or URL that holds users, sessions, flights and hotels'
        ) }}
    {%- elif candidates | length > 1 -%}
        {{ exceptions.raise_compiler_error(
            'raw file ambiguous: found ' ~ candidates | join(' and ')
            ~ ', expected one; remove the one that is out of date'
        ) }}
    {%- endif -%}
    {%- do return(candidates[0]) -%}
{%- endmacro -%}
