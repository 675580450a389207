{#- A view over the campaign that the generator has left in a folder; without a
    row for data that it did not generate. -#}
{%- macro generated_assignments_definition(location) -%}
    {%- set path = location.rstrip('/') ~ '/truth/campaign_assignments.csv' -%}
    {%- set columns = [] -%}
    {%- for source in graph.sources.values()
            if source.name == 'generated_assignments' -%}
        {%- do columns.extend(source.columns) -%}
    {%- endfor -%}
    {%- set is_there = location != 'public' and '://' not in location
        and is_existing_file(path) -%}
    create or replace view raw.generated_assignments as
    select
        {%- for name in columns %}
        {{ name if is_there else 'cast(null as varchar) as ' ~ name }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    {%- if is_there %}
    from read_csv(
        {{ path_text(path) }},
        header = true,
        all_varchar = true,
        hive_partitioning = false
    )
    {%- else %}
    where false
    {%- endif %}
{%- endmacro -%}
