"""Segments as they would have been learned on earlier days."""

import numpy as np
import pandas as pd

from traveltide.segmentation.clustering import (
    assign,
    find_centroids,
    fit_labels,
    order_centroids,
    single_threaded,
)
from traveltide.segmentation.parameters import SegmentationParameters
from traveltide.segmentation.points import (
    KEY,
    order_by_md5,
    order_signals,
    prepare_points,
)
from traveltide.segmentation.training import read_choice

CUT = "cut"


def segment_every_cut(
    points: pd.DataFrame,
    signals: pd.DataFrame,
    scores: pd.DataFrame,
    parameters: SegmentationParameters,
) -> pd.DataFrame:
    """Learn the chosen number of segments from the points of each cut alone."""
    names = order_signals(signals)
    segment_count, _ = read_choice(scores)
    parts = [empty_assignments()]
    with single_threaded():
        for cut, frame in points.groupby(CUT, sort=True):
            user_ids, matrix = prepare_points(frame, names)
            clusters = fit_clusters(user_ids, matrix, segment_count, parameters)
            parts.append(
                pd.DataFrame({CUT: cut, KEY: user_ids, "cluster": clusters})
            )
    return pd.concat(parts[1:] or parts, ignore_index=True)


def fit_clusters(
    user_ids: np.ndarray,
    matrix: np.ndarray,
    segment_count: int,
    parameters: SegmentationParameters,
) -> np.ndarray:
    """Return the cluster of every user, learned from some of them."""
    sample = matrix[order_by_md5(user_ids, parameters.evaluation_sample_max)]
    labels = fit_labels(
        sample,
        # There is no use for more segments than there are different points.
        min(segment_count, len(np.unique(sample, axis=0))),
        parameters.resample_start_count,
        parameters.random_seed,
    )
    return assign(matrix, order_centroids(find_centroids(sample, labels))) + 1


def empty_assignments() -> pd.DataFrame:
    """Return the columns of the assignments, and no row."""
    types = {CUT: "datetime64[us]", KEY: "int64", "cluster": "int64"}
    return pd.DataFrame(columns=list(types)).astype(types)
