-- Fails when text is read as something it is not, or not read though it is.
with

{%- set cases = [
    ('text', "'  a  b '", "'a  b'"),
    ('text', "'   '", 'null'),
    ('text', "e'\t1-a\n'", "'1-a'"),
    ('upper_text', "' jfk '", "'JFK'"),
    ('lower_text', "'New York'", "'new york'"),
    ('boolean', "' True '", 'true'),
    ('boolean', "'false'", 'false'),
    ('boolean', "'1'", 'null'),
    ('whole_number', "' 3 '", '3'),
    ('whole_number', "'3.0'", '3'),
    ('whole_number', "'3.7'", 'null'),
    ('whole_number', "'n/a'", 'null'),
    ('whole_number', "'0x10'", 'null'),
    ('whole_number', "'007'", '7'),
    ('whole_number', "'-2'", '-2'),
    ('whole_number', "'99999999999'", 'null'),
    ('fraction', "'0.3999999999999999'", '0.4'),
    ('fraction', "'1.5'", 'null'),
    ('fraction', "'NaN'", 'null'),
    ('amount', "'21548.04'", '21548.04'),
    ('amount', "'inf'", 'null'),
    ('amount', "'-1'", 'null'),
    ('count', "'0'", '0'),
    ('count', "'-1'", 'null'),
    ('latitude', "'-90'", '-90'),
    ('latitude', "'90.1'", 'null'),
    ('longitude', "'-73.779'", '-73.779'),
    ('longitude', "'200'", 'null'),
    ('date', "'2023-02-30'", 'null'),
    ('date', "'infinity'", 'null'),
    ('timestamp', "'epoch'", 'null'),
    ('timestamp', "'1970-01-01 00:00:00'", "timestamp '1970-01-01'"),
    ('timestamp', "'2023-03-31 13:32:21.03'",
        "timestamp '2023-03-31 13:32:21.030'"),
    ('timestamp', "' 2023-03-31 13:32:21 '",
        "timestamp '2023-03-31 13:32:21'"),
    ('timestamp', "e'\t2023-03-31 13:32:21.5\r\n'",
        "timestamp '2023-03-31 13:32:21.5'"),
] %}

readings as (

    {% for kind, written, expected in cases -%}
    {%- set data_type = raw_kinds()[kind].data_type %}
    select
        {{ loop.index }} as case_number,
        cast({{ parsed(trimmed(written), kind) }} as varchar) as reading,
        cast(cast({{ expected }} as {{ data_type }}) as varchar) as expected
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    case_number,
    reading,
    expected
from readings
where reading is distinct from expected
