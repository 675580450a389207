"""Training of a model: one row per cluster and signal."""

import json
from hashlib import md5

import numpy as np
import pandas as pd

from traveltide.segmentation.clustering import (
    CENTROID_DECIMALS,
    assign,
    find_centroids,
    fit_labels,
    order_centroids,
    single_threaded,
)
from traveltide.segmentation.naming import (
    describe_centroid,
    match_reference,
    name_clusters,
)
from traveltide.segmentation.parameters import SegmentationParameters
from traveltide.segmentation.points import (
    POINT_DECIMALS,
    order_signals,
    order_users,
    prepare_points,
    read_columns,
)

VERSION_LENGTH = 12
SCALES = ["mean", "deviation", "rate", "strength"]
UNSTRUCTURED = "no eligible number of segments was found"
TYPES = {
    "model_version": "string",
    "input_fingerprint": "string",
    "cluster": "int64",
    "segment_key": "string",
    "description": "string",
    "signal": "string",
    "centroid": "float64",
    "rate": "float64",
    "user_share": "float64",
    "spread": "float64",
    "degraded_reason": "string",
    "matched_segment_key": "string",
    "match_distance": "float64",
}


def train_model(
    points: pd.DataFrame,
    signals: pd.DataFrame,
    scales: pd.DataFrame,
    scores: pd.DataFrame,
    reference: pd.DataFrame,
    parameters: SegmentationParameters,
) -> pd.DataFrame:
    """Learn the chosen number of segments and what each of them is called.

    Where no number was chosen, everybody is one segment and degraded_reason
    says so. Without users the frame is empty.
    """
    names = order_signals(signals)
    user_ids, matrix = prepare_points(points, names)
    if not len(matrix):
        return empty_model()
    counted = read_counts(points, names)
    scale = read_scales(scales, names, np.ptp(matrix, axis=0) > 0)
    segment_count, reason = read_choice(scores)
    centroids = fit_centroids(matrix, segment_count, parameters)
    fingerprint = fingerprint_users(user_ids, matrix, *counted)
    recipe = (fingerprint, scale, segment_count, parameters)
    frame = lengthen(
        names,
        centroid=centroids,
        segment_key=name_clusters(centroids, signals, parameters.lead_min_z),
        description=[describe_centroid(row, signals) for row in centroids],
        **measure_clusters(matrix, centroids, *counted),
        **match_reference(centroids, scale, reference),
    ).assign(
        model_version=hash_recipe(*recipe),
        input_fingerprint=fingerprint,
        degraded_reason=reason,
    )
    return frame[list(TYPES)].astype(TYPES)


def empty_model() -> pd.DataFrame:
    """Return the model of a build that trains nothing: columns, no row."""
    return pd.DataFrame(columns=list(TYPES)).astype(TYPES)


def read_choice(scores: pd.DataFrame) -> tuple[int, str]:
    """Return the chosen number of segments and what is wrong with it."""
    chosen = scores[scores["is_chosen"]]
    if len(chosen):
        return int(chosen["k"].iloc[0]), chosen["degraded_reason"].iloc[0]
    reasons = scores.sort_values("k")["degraded_reason"].head(1)
    return 1, "; ".join(filter(None, [UNSTRUCTURED, *reasons]))


def read_counts(
    points: pd.DataFrame, names: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Return each user's counts and trials, one column per signal."""
    columns = [
        f"{name}_{part}" for part in ("count", "trials") for name in names
    ]
    ordered = order_users(points, columns)
    both = read_columns(ordered, columns, 0, 2**53).astype("int64")
    return both[:, : len(names)], both[:, len(names) :]


def read_scales(
    scales: pd.DataFrame, names: list[str], is_varying: np.ndarray
) -> pd.DataFrame:
    """Return the scale of each signal in order, or refuse a gap."""
    listed = scales["signal"].tolist()
    if sorted(listed) != sorted(names):
        msg = f"Scales are of {sorted(listed)}, the signals are {names}."
        raise ValueError(msg)
    scale = scales.set_index("signal").loc[names, SCALES].astype(float)
    is_good = np.isfinite(scale).all(axis=1) & (scale["deviation"] > 0)
    bad = scale.index[is_varying & ~is_good].tolist()
    if bad:
        msg = (
            f"A scale of {bad} is null, infinite or not positive although the"
            " signal varies; compute it over the users handed over."
        )
        raise ValueError(msg)
    return scale.fillna(0.0).round(CENTROID_DECIMALS) + 0.0


def fit_centroids(
    matrix: np.ndarray, segment_count: int, parameters: SegmentationParameters
) -> np.ndarray:
    """Return the centroids in canonical order."""
    with single_threaded():
        labels = fit_labels(
            matrix,
            segment_count,
            parameters.start_count,
            parameters.random_seed,
        )
    return order_centroids(find_centroids(matrix, labels))


def measure_clusters(
    matrix: np.ndarray,
    centroids: np.ndarray,
    counts: np.ndarray,
    trials: np.ndarray,
) -> dict[str, np.ndarray]:
    """Return pooled rates, share of users and spread of every cluster."""
    clusters = assign(matrix, centroids)
    members = np.eye(len(centroids), dtype="int64")[:, clusters]
    users = members.sum(axis=1)
    rates = members @ counts / np.maximum(members @ trials, 1)
    squares = ((matrix - centroids[clusters]) ** 2).sum(axis=1)
    sums = np.bincount(clusters, weights=squares, minlength=len(users))
    return {
        "rate": np.round(rates, CENTROID_DECIMALS),
        "user_share": users / len(clusters),
        "spread": np.round(np.sqrt(sums / users), CENTROID_DECIMALS),
    }


def lengthen(names: list[str], **columns: np.ndarray) -> pd.DataFrame:
    """Return one row per cluster and signal, clusters numbered from 1.

    A column has a value per cluster, or one per cluster and signal.
    """
    cluster_count, signal_count = len(columns["centroid"]), len(names)
    shape = (cluster_count, signal_count)
    numbers = np.arange(cluster_count) + 1
    long = {
        name: np.broadcast_to(
            values if np.ndim(values) == 2 else np.asarray(values)[:, None],
            shape,
        ).ravel()
        for name, values in ({"cluster": numbers} | columns).items()
    }
    return pd.DataFrame(long | {"signal": names * cluster_count})


def fingerprint_users(user_ids: np.ndarray, *tables: np.ndarray) -> str:
    """Hash the keys in their order, the points and what was counted."""
    digest = md5(usedforsecurity=False)
    digest.update("\n".join(map(str, user_ids.tolist())).encode())
    for table in tables:
        units = np.rint(table * 10.0**POINT_DECIMALS)
        digest.update(units.astype("<i8").tobytes(order="C"))
    return digest.hexdigest()


def hash_recipe(
    fingerprint: str,
    scale: pd.DataFrame,
    segment_count: int,
    parameters: SegmentationParameters,
) -> str:
    """Name the model by a hash of what it was trained on and how."""
    recipe = {
        "points": fingerprint,
        "segment_count": segment_count,
        "random_seed": parameters.random_seed,
        "start_count": parameters.start_count,
        "scales": {
            signal: [f"{value:.8f}" for value in row]
            for signal, row in zip(scale.index, scale.to_numpy(), strict=True)
        },
    }
    text = json.dumps(recipe).encode()
    return md5(text, usedforsecurity=False).hexdigest()[:VERSION_LENGTH]
