"""The last node: releases what was built, one row per file that it wrote.

It comes after every published mart and its tests, and writes nothing unless
the command builds and tests all of them.
"""

from dbt.flags import get_flags
from traveltide.release import publish, say, why_nothing_is_released


def model(dbt, session):  # noqa: ANN001, ANN201
    """Wire the marts to the release."""
    row_limit = dbt.config.meta_get("workbook_row_limit")
    facts = dbt.ref("release_facts")
    domain = dbt.ref("released_marts")
    pages = dbt.ref("dashboard_files")
    page = dbt.ref("dashboard_page")
    marts = {
        "user_perks": dbt.ref("user_perks"),
        "user_perk_affinities": dbt.ref("user_perk_affinities"),
        "segment_count_scores": dbt.ref("segment_count_scores"),
        "segment_centroids": dbt.ref("segment_centroids"),
        "perks": dbt.ref("perks"),
        "perk_evidence": dbt.ref("perk_evidence"),
        "perk_sensitivity": dbt.ref("perk_sensitivity"),
        "perk_placements": dbt.ref("perk_placements"),
        "perk_history": dbt.ref("perk_history"),
        "perk_persistence": dbt.ref("perk_persistence"),
        "policy_backtest": dbt.ref("policy_backtest"),
        "signal_forecasts": dbt.ref("signal_forecasts"),
        "user_recommendations": dbt.ref("user_recommendations"),
        "recommendation_backtest": dbt.ref("recommendation_backtest"),
        "model_versions": dbt.ref("model_versions"),
        "signal_drift": dbt.ref("signal_drift"),
        "quality_gates": dbt.ref("quality_gates"),
        "campaign_assignments": dbt.ref("campaign_assignments"),
        "campaign_effects": dbt.ref("campaign_effects"),
        "campaign_checks": dbt.ref("campaign_checks"),
        "policy_values": dbt.ref("policy_values"),
        "perk_probabilities": dbt.ref("perk_probabilities"),
        "budget_allocations": dbt.ref("budget_allocations"),
    }
    # What a release remembers is there before it.
    dbt.ref("int_perk_intervals")
    dbt.ref("int_releases")
    dbt.ref("int_model_bins")
    reason = why_nothing_is_released(get_flags())
    if reason:
        return say(reason)
    return publish(
        session.cursor(),
        facts.df(),
        [*marts, *(name for (name,) in domain.fetchall())],
        pages.project("path, content"),
        page.max("problem").fetchall()[0][0],
        int(row_limit),
    )
