"""Segments at every cut: one row per user who had evidence before it."""

from traveltide.relations import is_training
from traveltide.segmentation import (
    empty_assignments,
    read_parameters,
    segment_every_cut,
)


def model(dbt, session):  # noqa: ANN001, ANN201
    """Wire the points of all cuts and the chosen k to the fits."""
    plan = dbt.ref("int_model_plan")
    signals = dbt.ref("int_signals")
    points = dbt.ref("int_backtest_points")
    scores = dbt.ref("ml_segment_count_scores")
    parameters = read_parameters(dbt.config.meta_get("parameters"))
    if not is_training(plan):
        return empty_assignments()
    return segment_every_cut(points.df(), signals.df(), scores.df(), parameters)
