{#- Whether a build reads generated data: the sample, or a folder that the
    generator has left its mark in. -#}
{%- macro is_generated_build() -%}
    {%- set location = var('raw_location') | string | trim -%}
    {%- do return(
        location == 'sample' or (
            execute
            and location != 'public'
            and '://' not in location
            and is_existing_file(
                location.rstrip('/') ~ '/truth/fingerprint.csv'
            )
        )
    ) -%}
{%- endmacro -%}
