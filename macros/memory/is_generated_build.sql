{#- Whether a build reads generated data: the sample, or a folder that the
    generator has left its mark in. -#}
{%- macro is_generated_build() -%}
    {%- set location = var('raw_location') | string | trim -%}
    {%- set folder = location.split('{table}')[0].rpartition('/')[0]
        if '{table}' in location else location.rstrip('/') -%}
    {%- set mark = folder ~ '/truth/fingerprint.csv' -%}
    {%- do return(
        location == 'sample' or (
            execute
            and location != 'public'
            and '://' not in location
            and (is_existing_file(mark) or is_existing_file(mark, true))
        )
    ) -%}
{%- endmacro -%}
