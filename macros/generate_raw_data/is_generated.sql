{#- Whether a folder holds what the generator of this fingerprint wrote. -#}
{%- macro is_generated(folder, fingerprint, names) -%}
    {%- set missing = [] -%}
    {%- for name in names + ['truth/fingerprint'] -%}
        {%- if not is_existing_file(folder ~ '/' ~ name ~ '.csv') -%}
            {%- do missing.append(name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do return(not missing and fingerprint in run_query(
        'select content from read_text('
        ~ path_text(folder ~ '/truth/fingerprint.csv') ~ ')'
    ).rows[0][0]) -%}
{%- endmacro -%}
