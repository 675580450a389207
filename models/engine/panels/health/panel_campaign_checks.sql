-- One row per campaign and check: can its effects be believed, and read yet?
with

campaign_checks as (

    select * from {{ ref('campaign_checks') }}

),

checks as (

    select
        {{ campaign_title('campaign_id', 'is_generated') }} as campaign,
        replace(check_name, '_', ' ') as check_title,
        value,
        expected_side,
        "limit" as limit_value,
        replace(status, '_', ' ') as status,
        campaign_id || case status
            when 'fail' then ' 1 '
            when 'warn' then ' 2 '
            when 'too_early' then ' 3 '
            else ' 4 '
        end || check_name as place
    from campaign_checks

)

select * from checks
