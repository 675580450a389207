"""Segments of a new model: one row per cluster and signal, if one is trained.

Beside each stands what the cluster is called, and which segment of the model
before it is nearest.
"""

from traveltide.relations import is_training, read_points
from traveltide.segmentation import empty_model, read_parameters, train_model


def model(dbt, session):  # noqa: ANN001, ANN201
    """Wire the training points and the chosen k to the training."""
    plan = dbt.ref("int_model_plan")
    signals = dbt.ref("int_signals")
    scales = dbt.ref("int_signal_scales")
    points = dbt.ref("int_training_points")
    scores = dbt.ref("ml_segment_count_scores")
    reference = dbt.ref("int_reference_centroids")
    parameters = read_parameters(dbt.config.meta_get("parameters"))
    if not is_training(plan):
        return empty_model()
    return train_model(
        read_points(points, parameters.train_sample_max),
        signals.df(),
        scales.df(),
        scores.df(),
        reference.df(),
        parameters,
    )
