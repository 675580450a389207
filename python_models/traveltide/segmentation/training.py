"""Training of the centroids: one row per cluster and signal."""

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
from traveltide.segmentation.parameters import SegmentationParameters
from traveltide.segmentation.points import (
    POINT_DECIMALS,
    Points,
    prepare_points,
)

VERSION_LENGTH = 12
TYPES = {
    "model_version": "string",
    "input_fingerprint": "string",
    "cluster": "int64",
    "signal": "string",
    "centroid": "float64",
    "mean": "float64",
    "deviation": "float64",
    "user_count": "int64",
    "degraded_reason": "string",
}


def train_centroids(
    signals: pd.DataFrame,
    standardisation: pd.DataFrame,
    segment_count: int,
    parameters: SegmentationParameters,
) -> pd.DataFrame:
    """Learn the centroids and return them with all that scoring needs.

    user_count counts the users trained on, by nearest centroid. Without users
    the frame is empty; with fewer distinct points than clusters there are as
    many clusters as points, and degraded_reason says so ('' otherwise).
    """
    points = prepare_points(signals, parameters.train_sample_max)
    scale = read_scale(standardisation, points)
    centroids = fit_centroids(points, segment_count, parameters)
    frame = lengthen(centroids, count_users(points, centroids), scale)
    frame["model_version"] = model_version(
        points, scale, segment_count, parameters
    )
    frame["input_fingerprint"] = fingerprint(points)
    frame["degraded_reason"] = explain(points, segment_count, len(centroids))
    return frame[list(TYPES)].astype(TYPES)


def empty_centroids() -> pd.DataFrame:
    """Return the centroids of a build that trains nothing: no row."""
    return pd.DataFrame(columns=list(TYPES)).astype(TYPES)


def read_scale(standardisation: pd.DataFrame, points: Points) -> pd.DataFrame:
    """Return mean and deviation in order of the signals, or refuse them."""
    listed = standardisation["signal"].tolist()
    if sorted(listed) != list(points.signals):
        msg = (
            f"Standardisation is of {sorted(listed)}, the signals are"
            f" {list(points.signals)}; list every signal once in both."
        )
        raise ValueError(msg)
    scale = standardisation.set_index("signal").loc[list(points.signals)]
    scale = scale[["mean", "deviation"]].astype(float)
    if len(points.matrix):
        check_scale(scale.drop(index=list(points.flat_signals)))
    return scale


def check_scale(scale: pd.DataFrame) -> None:
    """Refuse a mean or deviation with which nothing was standardised."""
    is_good = np.isfinite(scale).all(axis=1) & (scale["deviation"] > 0)
    if not is_good.all():
        msg = (
            f"Mean or deviation of {list(scale.index[~is_good])} is null,"
            " infinite or not positive although the signal varies; compute"
            " both over the users handed over."
        )
        raise ValueError(msg)


def fit_centroids(
    points: Points, segment_count: int, parameters: SegmentationParameters
) -> np.ndarray:
    """Return the centroids in canonical order, no more than distinct points."""
    if segment_count < 1:
        msg = f"segment_count must be at least 1, not {segment_count}."
        raise ValueError(msg)
    possible = min(segment_count, len(points.distinct))
    if not possible:
        return np.empty((0, len(points.signals)))
    with single_threaded():
        labels = fit_labels(
            points, possible, parameters.start_count, parameters.random_seed
        )
    return order_centroids(find_centroids(points.matrix, labels))


def count_users(points: Points, centroids: np.ndarray) -> np.ndarray:
    """Count the users nearest to each centroid."""
    if not len(centroids):
        return np.zeros(0, dtype=int)
    nearest = assign(points.matrix, centroids)
    return np.bincount(nearest, minlength=len(centroids))


def lengthen(
    centroids: np.ndarray, user_counts: np.ndarray, scale: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per cluster and signal."""
    cluster_count, signal_count = centroids.shape
    return pd.DataFrame(
        {
            "cluster": np.repeat(np.arange(cluster_count), signal_count),
            "signal": np.tile(scale.index.to_numpy(), cluster_count),
            "centroid": centroids.ravel(),
            "mean": np.tile(scale["mean"], cluster_count),
            "deviation": np.tile(scale["deviation"], cluster_count),
            "user_count": np.repeat(user_counts, signal_count),
        }
    )


def explain(points: Points, wanted: int, found: int) -> str:
    """Say what is wrong with the model, '' if nothing is."""
    reasons = [points.degraded_reason]
    if found < wanted:
        reasons.append(f"{wanted} segments wanted, {found} found")
        reasons.append(points.describe_shortage())
    return "; ".join(filter(None, reasons))


def model_version(
    points: Points,
    scale: pd.DataFrame,
    segment_count: int,
    parameters: SegmentationParameters,
) -> str:
    """Name the model by a hash of what it was trained on and how."""
    rounded = scale.round(CENTROID_DECIMALS) + 0.0
    recipe = {
        "points": fingerprint(points),
        "signals": list(points.signals),
        "mean": [f"{value:.8f}" for value in rounded["mean"]],
        "deviation": [f"{value:.8f}" for value in rounded["deviation"]],
        "segment_count": int(segment_count),
        "random_seed": parameters.random_seed,
        "start_count": parameters.start_count,
    }
    text = json.dumps(recipe, sort_keys=True).encode()
    return md5(text, usedforsecurity=False).hexdigest()[:VERSION_LENGTH]


def fingerprint(points: Points) -> str:
    """Hash the keys in their order and the points as whole numbers."""
    digest = md5(usedforsecurity=False)
    digest.update("\n".join(map(str, points.user_ids.tolist())).encode())
    units = np.rint(points.matrix * 10.0**POINT_DECIMALS)
    digest.update(units.astype("<i8").tobytes(order="C"))
    return digest.hexdigest()
