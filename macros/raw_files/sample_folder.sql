{#- Folder of the domain's generated sample. -#}
{%- macro sample_folder() -%}
    {%- do return(var('sample_path').rstrip('/') ~ '/' ~ var('domain')) -%}
{%- endmacro -%}
