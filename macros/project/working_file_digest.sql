{#- What the working file holds beside its releases, in one text: of which raw files
    its tables are, and which campaigns (of a CTE frozen_assignments) were started.
    A build can fail after it has read files, and a campaign is started without
    one. -#}
{%- macro working_file_digest() -%}
md5(
    concat_ws(
        chr(10),
        (
            select
                string_agg(
                    concat_ws(' ', table_name, file_name, checksum, reading),
                    chr(10)
                    order by table_name, file_name
                )
            from raw.known_files
        ),
        (
            select
                string_agg(
                    concat_ws(' ', data_set, campaign_id),
                    chr(10)
                    order by data_set, campaign_id
                )
            from (
                select distinct
                    data_set,
                    campaign_id
                from frozen_assignments
            ) as started_campaigns
        )
    )
)
{%- endmacro -%}
