{#- The kinds of limits of the checks: on which side of a value trouble lies,
    where it warns and where it fails. -#}
{%- macro quality_limits() -%}
    {%- set limits = {'none': ['at most', none, 0]} -%}
    {%- for name, side in {
        'source_match_limits': 'at least',
        'perk_share_limits': 'at most',
        'jaccard_limits': 'at least',
        'seed_agreement_limits': 'at least',
        'structure_limits': 'at least',
        'psi_limits': 'at most',
        'share_shift_limits': 'at most',
        'centroid_shift_limits': 'at most',
        'identity_conflict_limits': 'at most',
        'users_kept_limits': 'at least',
        'release_day_limits': 'at least',
        'sample_ratio_limits': 'at least',
        'campaign_event_limits': 'at most',
        'withdrawn_perk_limits': 'at most',
    }.items() -%}
        {%- set given = var(name) -%}
        {%- if
            given is string or given is mapping or given is not sequence
            or given | length != 2
        -%}
            {%- do refuse_var(
                name,
                given,
                'two numbers: where it warns and where it fails, null for never'
            ) -%}
        {%- endif -%}
        {%- do check_numbers(
            name, given | reject('none') | list, -1000000, 1000000
        ) -%}
        {%- do limits.update({name: [side] + given}) -%}
    {%- endfor -%}
    {%- do return(limits) -%}
{%- endmacro -%}
