"""Scores of every number of segments: one row per k, none if nothing trains."""

from traveltide.relations import is_training, read_points
from traveltide.segmentation import (
    empty_scores,
    read_parameters,
    score_segment_counts,
)


def model(dbt, session):  # noqa: ANN001, ANN201
    """Wire the training points to the evaluation."""
    plan = dbt.ref("int_model_plan")
    signals = dbt.ref("int_signals")
    points = dbt.ref("int_training_points")
    parameters = read_parameters(dbt.config.meta_get("parameters"))
    if not is_training(plan):
        return empty_scores()
    return score_segment_counts(
        read_points(points, parameters.train_sample_max),
        signals.df(),
        parameters,
    )
