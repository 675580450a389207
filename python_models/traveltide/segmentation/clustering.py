"""K-Means whose result depends on the points, the seed and nothing else."""

import os
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from traveltide.segmentation.points import POINT_DECIMALS

CENTROID_DECIMALS = 8
POLISH_ITERATION_MAX = 1_000


@contextmanager
def single_threaded() -> Iterator[None]:
    """Keep the numeric libraries to one thread and their warnings quiet."""
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


@contextmanager
def worker_pool(worker_count: int) -> Iterator[ThreadPoolExecutor]:
    """Give one worker a core, each computing on a single thread.

    Threads rather than processes: Lloyd and the distances release the lock,
    and a process would have to be spawned beside an open database.
    """
    workers = worker_count or count_cores()
    with (
        single_threaded(),
        ThreadPoolExecutor(workers, initializer=limit_openmp) as pool,
    ):
        yield pool


def count_cores() -> int:
    """Count the cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def limit_openmp() -> None:
    """Keep OpenMP, whose limit belongs to each thread, to one thread."""
    threadpool_limits(limits=1, user_api="openmp")


def fit_starts(
    matrix: np.ndarray,
    segment_count: int,
    start_count: int,
    seed: int,
    weights: np.ndarray | None = None,
) -> np.ndarray:
    """Return the centroids of the best of several k-means++ starts."""
    model = KMeans(
        n_clusters=segment_count,
        init="k-means++",
        n_init=start_count,
        algorithm="lloyd",
        random_state=seed,
    )
    return model.fit(matrix, sample_weight=weights).cluster_centers_


def fit_labels(
    matrix: np.ndarray,
    segment_count: int,
    start_count: int,
    seed: int,
    weights: np.ndarray | None = None,
) -> np.ndarray:
    """Fit, then iterate until no user moves, and return the users' clusters.

    The default tolerance stops while users still move, and what it leaves
    depends on the last bits. Where nobody moves there are no last bits left.
    """
    model = KMeans(
        n_clusters=segment_count,
        init=fit_starts(matrix, segment_count, start_count, seed, weights),
        n_init=1,
        algorithm="lloyd",
        tol=0,
        max_iter=POLISH_ITERATION_MAX,
    )
    labels = model.fit(matrix, sample_weight=weights).labels_
    return np.unique(labels, return_inverse=True)[1]


def find_centroids(matrix: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Average each cluster exactly, its points taken as whole numbers."""
    user_counts = np.bincount(labels)
    units = np.rint(matrix * 10.0**POINT_DECIMALS)
    sums = [np.bincount(labels, weights=column) for column in units.T]
    means = np.column_stack(sums) / user_counts[:, None]
    return means / 10.0**POINT_DECIMALS


def order_centroids(centroids: np.ndarray) -> np.ndarray:
    """Round, and number the clusters by their first signal, then the next."""
    rounded = np.round(centroids, CENTROID_DECIMALS) + 0.0
    return rounded[np.lexsort(rounded.T[::-1])]


def assign(matrix: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Return the nearest centroid of every point, the first of equals."""
    return cdist(matrix, centroids, "sqeuclidean").argmin(axis=1)
