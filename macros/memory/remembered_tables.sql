{#- What outlives a build, table by table with its columns. A release writes
    it, later builds read it; `data_set` keeps the sample's memory apart. -#}
{%- macro remembered_tables() -%}
    {%- do return({
        'model_versions':
            'data_set varchar, model_version varchar,'
            ~ ' trained_at_as_of_date date, user_count bigint, k integer,'
            ~ ' parameters varchar, signals varchar, cohort varchar,'
            ~ ' input_fingerprint varchar, status varchar,'
            ~ ' status_reason varchar, jaccard_min double,'
            ~ ' seed_agreement_min double, compared_with varchar,'
            ~ ' segment_agreement double, perk_change_share double,'
            ~ ' rates struct(bag_rate double, cancel_rate double,'
            ~ ' flight_deal_rate double, hotel_deal_rate double,'
            ~ ' bundle_rate double, night_rate double),'
            ~ ' flight_deal_limit double, hotel_deal_limit double',
        'model_signals':
            'data_set varchar, model_version varchar, signal varchar,'
            ~ ' user_count bigint, winsor_limit double, mean double,'
            ~ ' deviation double, bounds decimal(18, 9)[], shares double[]',
        'model_segments':
            'data_set varchar, model_version varchar, cluster bigint,'
            ~ ' segment_key varchar, lead_perk varchar,'
            ~ ' degraded_reason varchar, centre double[], user_share double,'
            ~ ' spread double',
        'model_scores':
            'data_set varchar, model_version varchar, k integer,'
            ~ ' inertia double, silhouette double, davies_bouldin double,'
            ~ ' calinski_harabasz double, jaccard_min double,'
            ~ ' seed_agreement_min double, smallest_share double,'
            ~ ' is_eligible boolean, is_chosen boolean,'
            ~ ' degraded_reason varchar',
        'perk_history':
            'data_set varchar, user_id bigint, segment_key varchar,'
            ~ ' primary_perk varchar, model_version varchar,'
            ~ ' valid_from date, valid_to date, change_reason varchar,'
            ~ ' end_reason varchar, is_fallback boolean,'
            ~ ' is_kept_by_hysteresis boolean, signal_fingerprint varchar',
        'releases':
            'data_set varchar, release_id varchar, released_at timestamp,'
            ~ ' as_of_date date, model_version varchar, commit varchar,'
            ~ ' raw_location varchar, user_count bigint,'
            ~ ' settings_fingerprint varchar',
    }) -%}
{%- endmacro -%}
