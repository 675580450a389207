"""Scores of every number of segments: one row per k, none if nothing trains."""

from dataclasses import replace

from traveltide.relations import active_perks, is_training, read_signals
from traveltide.segmentation import (
    empty_scores,
    read_parameters,
    score_segment_counts,
)


def model(dbt, session):  # noqa: ANN001, ANN201
    """Wire the points of the cohort's evidence holders to the evaluation."""
    plan = dbt.ref("int_model_plan")
    points = dbt.ref("int_user_points")
    scales = dbt.ref("int_signal_scales")
    perks = dbt.ref("perk_catalogue")
    parameters = read_parameters(dbt.config.meta_get("parameters"))
    if not is_training(plan):
        return empty_scores()
    return score_segment_counts(
        read_signals(points, scales),
        replace(parameters, active_perk_count=max(len(active_perks(perks)), 1)),
    )
