-- One row: all that people set and that decides who gets which perk, as one
-- fingerprint, and whether it differs from that of the last release of an
-- earlier day: the history tells such changes from those of the users.
{%- set settings = {} %}
{%- for name in [
    'perk_policy',
    'hysteresis_delta',
    'use_capacities',
] %}
{%- do settings.update({name: var(name)}) %}
{%- endfor %}
with

perk_catalogue as (

    select * from {{ ref('perk_catalogue') }}
    where is_active

),

listed_settings as (

    select
        {{ row_hash([
            'perk_code', 'signal', 'is_fallback', 'weight', 'priority',
            'capacity',
        ]) }} as setting
    from perk_catalogue
    union all
    select {{ sql_text(tojson(settings)) }} as setting

),

fingerprints as (

    select md5(string_agg(setting, ' ' order by setting)) as fingerprint
    from listed_settings

),

last_fingerprints as (

    select
        arg_max(releases.settings_fingerprint, releases.released_at)
            as fingerprint
    from {{ ref('int_earlier_releases') }} as releases
    inner join {{ ref('int_active_window') }} as active_window
        on releases.as_of_date < active_window.as_of_date

),

settings_in_force as (

    select
        fingerprints.fingerprint as settings_fingerprint,
        coalesce(
            last_fingerprints.fingerprint != fingerprints.fingerprint, false
        ) as is_changed
    from fingerprints
    cross join last_fingerprints

)

select * from settings_in_force
