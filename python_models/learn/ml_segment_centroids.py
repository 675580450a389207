"""Centroids of a new model: one row per cluster and signal, if one is trained.

Beside each stands what the cluster is called, and which segment of the model
before it is nearest.
"""

from traveltide.relations import (
    active_perks,
    is_training,
    read_affinities,
    read_signals,
)
from traveltide.segmentation import (
    chosen_segment_count,
    empty_model,
    match_reference,
    name_clusters,
    read_parameters,
    train_centroids,
)


def model(dbt, session):  # noqa: ANN001, ANN201
    """Wire points, affinities and the chosen k to the training."""
    plan = dbt.ref("int_model_plan")
    points = dbt.ref("int_user_points")
    scales = dbt.ref("int_signal_scales")
    affinities = dbt.ref("int_user_perk_affinities")
    scores = dbt.ref("ml_segment_count_scores")
    perks = dbt.ref("perk_catalogue")
    registry = dbt.ref("signal_registry")
    reference = dbt.ref("int_reference_centroids")
    if not is_training(plan):
        return empty_model()
    signals = read_signals(points, scales)
    offers = active_perks(perks)
    centroids = train_centroids(
        signals,
        scales.df(),
        chosen_segment_count(scores.df()),
        read_parameters(dbt.config.meta_get("parameters")),
    )
    named = name_clusters(
        centroids,
        signals,
        read_affinities(affinities, offers["perk_code"].tolist()),
        offers.set_index("perk_code")["segment_key"],
        registry.df()
        .dropna(subset="transform")
        .set_index("signal")["segment_key"],
        float(dbt.config.meta_get("lead_min_z")),
    )
    return match_reference(named, reference.df())
