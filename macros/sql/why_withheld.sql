{#- Why the numbers of a cell are not published, null where they are: it stands
    for too few users, or it is the next in size that must go as well, or the
    whole of the partition less the others would tell what is withheld. -#}
{%- macro why_withheld(user_count, key, partition=none) -%}
{%- set window = 'partition by ' ~ partition if partition else '' -%}
{%- set smaller -%}
    ({{ window }} order by {{ user_count }}, {{ key }}
    rows between unbounded preceding and 1 preceding)
{%- endset -%}
    case
        when
            {{ user_count }} > 0
            and {{ user_count }} < {{ var('smallest_published_cell') }}
            then 'too_few_users'
        when
            {{ user_count }} > 0
            and min(nullif({{ user_count }}, 0)) over ({{ window }})
            < {{ var('smallest_published_cell') }}
            and (
                sum({{ user_count }}) over {{ smaller }}
                < {{ var('smallest_published_cell') }}
                or count(nullif({{ user_count }}, 0)) over {{ smaller }} < 2
            )
            then 'tells_another'
    end
{%- endmacro -%}
