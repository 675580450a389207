{#- Before the first model: an error for a build of generated data that would
    end with nothing released, because real data is published. -#}
{%- macro check_real_release() -%}
    {%- if execute and flags.WHICH == 'build'
        and not var('replace_real_release') and is_generated_build() -%}
        {%- set reason = run_query(
            "select real_release_in_the_way('')"
        ).rows[0][0] -%}
        {%- if reason -%}
            {%- do exceptions.raise_compiler_error(
                'nothing would be released: ' ~ reason
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
