{#- The first column of what a query finds in a raw file; an error for a file
    that cannot be opened, in the words of who has to mend it; the engine's own
    stand in brackets. One opening answers both. -#}
{%- macro readable_values(path, query) -%}
    {%- set answer = fromjson(
        run_query('select attempt(' ~ sql_text(query) ~ ')').rows[0][0]
    ) -%}
    {%- set ending = 'Parquet' if path.endswith('.parquet')
        else 'gzipped CSV' if path.endswith('.gz') else 'CSV' -%}
    {#- Signs of a cause, what is wrong, and what to do. -#}
    {%- set causes = [
        ('not a GZIP', 'is not gzipped',
            'gzip it, or take .gz off its name if it is plain CSV'),
        ('Parquet file|magic bytes', 'is no Parquet file',
            'export it again, or name it .csv if it is CSV'),
        ('httpfs', 'needs the httpfs extension of DuckDB, which is not'
            ~ ' installed and cannot be downloaded',
            'install it from a network that reaches extensions.duckdb.org, or'
            ~ ' download the files and set raw_location to their folder'),
        ('HTTP 404', 'is not there (HTTP 404)',
            'correct raw_location, or raw_format if the ending is another'),
        ('HTTP 5[0-9][0-9]', 'cannot be served now (a server error)',
            'build again later'),
        ('HTTP [0-9]', 'may not be read',
            'set raw_location to an address that needs no login'),
        ('not connect|not resolve|timed out|Timeout', 'cannot be reached',
            'correct the host in raw_location, or the network'),
        ('partial file', 'broke off while it was read',
            'build again, or download the files and set raw_location to their'
            ~ ' folder'),
        ('Permission denied', 'may not be read', 'allow this user to read it'),
        ('', 'cannot be read', 'see what stands in brackets'),
    ] -%}
    {%- for sign, finding, remedy in causes
        if answer.failure and modules.re.search(sign, answer.failure) -%}
        {%- if loop.first -%}
            {{ exceptions.raise_compiler_error(
                'raw file unreadable: ' ~ path ~ ' ' ~ finding
                ~ '; expected ' ~ ending ~ '; ' ~ remedy
                ~ ' (' ~ answer.failure[:200] ~ ')'
            ) }}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(answer.found) -%}
{%- endmacro -%}
