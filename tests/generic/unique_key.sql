{% test unique_key(model, column_name) %}

select
    {{ column_name }},
    count(*) as row_count
from {{ model }}
where
    hash({{ column_name }}) in (
        select hash(hashed_rows.{{ column_name }})
        from {{ model }} as hashed_rows
        group by hash(hashed_rows.{{ column_name }})
        having count(*) > 1
    )
group by {{ column_name }}
having count(*) > 1

{% endtest %}
