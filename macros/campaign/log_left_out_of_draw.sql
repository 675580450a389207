{#- Says how many users a campaign leaves out, and why. -#}
{%- macro log_left_out_of_draw(campaign) -%}
    {%- set reasons = run_query(
        'select why_not, count(*) from (' ~ left_out_of_draw(campaign)
        ~ ') group by why_not order by count(*) desc, why_not'
    ).rows -%}
    {%- set counts = [] -%}
    {%- for why_not, user_count in reasons -%}
        {%- do counts.append('{:,}'.format(user_count) ~ ' ' ~ why_not) -%}
    {%- endfor -%}
    {%- if counts -%}
        {%- do log('Left out: ' ~ counts | join(', '), info=true) -%}
    {%- endif -%}
{%- endmacro -%}
