"""Evaluation of the number of segments: one row per k from 2 to 8."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score

from traveltide.segmentation.clustering import (
    assign,
    find_centroids,
    fit_labels,
    fit_starts,
    worker_pool,
)
from traveltide.segmentation.parameters import (
    AUTO,
    SEGMENT_COUNTS,
    SegmentationParameters,
)
from traveltide.segmentation.points import (
    describe_flat_signals,
    order_by_md5,
    order_signals,
    prepare_points,
)

METRICS = (
    "inertia",
    "silhouette",
    "davies_bouldin",
    "calinski_harabasz",
    "jaccard_min",
    "seed_agreement_min",
    "smallest_share",
    "shuffled_calinski_harabasz",
    "structure_ratio",
)
SHUFFLE_COUNT = 2
METRIC_DECIMALS = 6
SILHOUETTE_BLOCK_ROWS = 500

Labels = dict[int, np.ndarray]
Scores = dict[int, float]


class Users(NamedTuple):
    """Hold the users' points, and each distinct one of them once.

    Few trials make many users alike. Fits that only check another see each
    distinct point once, with its users as weight: the same aim in less time.
    `places` leads from a user to the row of its distinct point.
    """

    matrix: np.ndarray
    distinct: np.ndarray
    places: np.ndarray


def score_segment_counts(
    points: pd.DataFrame,
    signals: pd.DataFrame,
    parameters: SegmentationParameters,
) -> pd.DataFrame:
    """Score every k, say which are eligible, and choose one, or none.

    A k above the number of distinct points keeps its row with empty metrics
    and a degraded_reason; the reason is '' where nothing is wrong.
    """
    names = order_signals(signals)
    user_ids, matrix = prepare_points(points, names)
    kept = order_by_md5(user_ids, parameters.evaluation_sample_max)
    user_ids, matrix = user_ids[kept], matrix[kept]
    distinct, places = np.unique(matrix, axis=0, return_inverse=True)
    users = Users(matrix, distinct, places.reshape(-1))
    limit = len(distinct)
    shown = order_by_md5(user_ids, parameters.silhouette_sample_max)
    metrics = measure(users, shown, parameters)
    scores = tabulate(metrics, parameters)
    chosen = choose_segment_count(scores, limit, parameters, len(names))
    scores["is_chosen"] = scores["k"] == chosen
    flat = describe_flat_signals(matrix, names)
    shortage = f"only {limit} distinct points in {len(matrix)} users"
    reasons = [[flat, shortage if k >= limit else ""] for k in SEGMENT_COUNTS]
    if chosen and parameters.segment_count not in (AUTO, chosen):
        wanted = f"{parameters.segment_count} segments wanted"
        reasons[chosen - SEGMENT_COUNTS.start].insert(0, wanted)
    scores["degraded_reason"] = ["; ".join(filter(None, r)) for r in reasons]
    return scores


def empty_scores() -> pd.DataFrame:
    """Return the scores of a build that trains nothing: columns, no row."""
    scores = tabulate({name: {} for name in METRICS}, SegmentationParameters())
    return scores.head(0).assign(
        is_chosen=pd.Series(dtype="bool"),
        degraded_reason=pd.Series(dtype="string"),
    )


def measure(
    users: Users,
    shown: np.ndarray,
    parameters: SegmentationParameters,
) -> dict[str, Scores]:
    """Return every metric of every k that the distinct points allow.

    The silhouette is of the users shown, as it compares all with all.
    """
    matrix = users.matrix
    counts = [k for k in SEGMENT_COUNTS if k <= len(users.distinct)]
    with worker_pool(parameters.worker_count) as pool:
        fits = pool.map(partial(fit_users, matrix, parameters), counts)
        labels = dict(zip(counts, fits, strict=True))
        separations = score_metric(calinski_harabasz_score, matrix, labels)
        shuffled = score_shuffles(matrix, counts, parameters, pool)
        return {
            "inertia": map_labels(partial(find_inertia, matrix), labels),
            "silhouette": score_silhouettes(
                matrix[shown], {k: labels[k][shown] for k in counts}, pool
            ),
            "davies_bouldin": score_metric(
                davies_bouldin_score, matrix, labels
            ),
            "calinski_harabasz": separations,
            "jaccard_min": score_jaccards(users, labels, parameters, pool),
            "seed_agreement_min": score_agreements(
                users, labels, parameters, pool
            ),
            "smallest_share": map_labels(find_smallest_share, labels),
            "shuffled_calinski_harabasz": shuffled,
            "structure_ratio": {
                k: separations[k] / shuffled[k] for k in counts
            },
        }


def fit_users(
    matrix: np.ndarray, parameters: SegmentationParameters, segment_count: int
) -> np.ndarray:
    """Fit one k as the training does."""
    return fit_labels(
        matrix, segment_count, parameters.start_count, parameters.random_seed
    )


def map_labels(
    function: Callable[[np.ndarray], float], labels: Labels
) -> Scores:
    """Apply one function to the clusters of every k."""
    return {k: function(clusters) for k, clusters in labels.items()}


def find_inertia(matrix: np.ndarray, labels: np.ndarray) -> float:
    """Sum the squared distances to the own centroid."""
    own = find_centroids(matrix, labels)[labels]
    return float(((matrix - own) ** 2).sum())


def find_smallest_share(labels: np.ndarray) -> float:
    """Return the share of users in the smallest cluster."""
    return float(np.bincount(labels).min() / len(labels))


def score_metric(
    metric: Callable[[np.ndarray, np.ndarray], float],
    matrix: np.ndarray,
    labels: Labels,
) -> Scores:
    """Apply a metric that needs more users than clusters, or leave it empty."""
    return {
        k: float(metric(matrix, clusters))
        if k < len(matrix) and clusters.any()
        else np.nan
        for k, clusters in labels.items()
    }


def score_shuffles(
    matrix: np.ndarray,
    counts: list[int],
    parameters: SegmentationParameters,
    pool: ThreadPoolExecutor,
) -> Scores:
    """Return the mean Calinski-Harabasz of every k on shuffled signals.

    Each signal keeps its values and loses what it has to do with the others.
    A k that does no better on the users has found the shapes of the signals,
    not groups of users.
    """
    score = partial(score_shuffle, matrix, parameters)
    found = map_by_k(pool, score, counts, range(SHUFFLE_COUNT))
    return {k: float(np.mean(found[k])) for k in counts}


def score_shuffle(
    matrix: np.ndarray,
    parameters: SegmentationParameters,
    task: tuple[int, int],
) -> float:
    """Shuffle each signal on its own, and fit as the users are fitted.

    With fewer starts noise would look less separated than it is.
    """
    segment_count, draw = task
    state = np.random.RandomState([parameters.random_seed, draw])
    columns = [state.permutation(column) for column in matrix.T]
    shuffled = np.column_stack(columns)
    labels = fit_users(shuffled, parameters, segment_count)
    scores = score_metric(
        calinski_harabasz_score, shuffled, {segment_count: labels}
    )
    return scores[segment_count]


def score_silhouettes(
    matrix: np.ndarray, labels: Labels, pool: ThreadPoolExecutor
) -> Scores:
    """Return the mean silhouette of every k from one pass over distances."""
    if not labels:
        return {}
    starts = range(0, len(matrix), SILHOUETTE_BLOCK_ROWS)
    blocks = pool.map(partial(score_block, matrix, labels), starts)
    means = np.concatenate(list(blocks), axis=1).mean(axis=1)
    return dict(zip(labels, means.tolist(), strict=True))


def score_block(
    matrix: np.ndarray, labels: Labels, start: int
) -> list[np.ndarray]:
    """Return the silhouettes of a block of users, one row per k."""
    stop = start + SILHOUETTE_BLOCK_ROWS
    distances = cdist(matrix[start:stop], matrix)
    return [
        find_silhouettes(distances, clusters, clusters[start:stop])
        for clusters in labels.values()
    ]


def find_silhouettes(
    distances: np.ndarray, labels: np.ndarray, own: np.ndarray
) -> np.ndarray:
    """Return the silhouette of each row of distances; 0 for a lone user."""
    user_counts = np.bincount(labels)
    sums = distances @ np.eye(len(user_counts))[labels]
    rows = np.arange(len(own))
    inside = sums[rows, own] / np.maximum(user_counts[own] - 1, 1)
    means = sums / np.maximum(user_counts, 1)
    means[:, user_counts == 0] = np.inf
    means[rows, own] = np.inf
    outside = means.min(axis=1)
    larger = np.maximum(inside, outside)
    is_defined = (user_counts[own] > 1) & (larger > 0) & np.isfinite(outside)
    silhouettes = np.zeros(len(own))
    return np.divide(
        outside - inside, larger, out=silhouettes, where=is_defined
    )


def score_jaccards(
    users: Users,
    labels: Labels,
    parameters: SegmentationParameters,
    pool: ThreadPoolExecutor,
) -> Scores:
    """Return the mean bootstrap Jaccard of the least stable cluster (Hennig).

    Every resample is fitted afresh. Starting it from the full fit would be
    faster and would flatter an unstable k: it finds what it is given.
    """
    compare = partial(compare_resample, users, labels, parameters)
    draws = range(parameters.resample_count)
    return {
        k: float(np.mean(jaccards, axis=0).min())
        for k, jaccards in map_by_k(pool, compare, labels, draws).items()
    }


def compare_resample(
    users: Users,
    labels: Labels,
    parameters: SegmentationParameters,
    task: tuple[int, int],
) -> np.ndarray:
    """Compare the clusters of a resample, given to all users, with the fit.

    Three users drawn at one point are one point of weight three.
    """
    segment_count, draw = task
    # The same draw for every k.
    state = np.random.RandomState([parameters.random_seed, draw])
    user_count = len(users.places)
    drawn = state.randint(user_count, size=user_count, dtype=np.int64)
    weights = np.bincount(users.places[drawn]).astype(float)
    rows = np.flatnonzero(weights)
    centroids = fit_starts(
        users.distinct[rows],
        min(segment_count, len(rows)),
        parameters.resample_start_count,
        parameters.random_seed + draw,
        weights[rows],
    )
    others = assign(users.distinct, centroids)[users.places]
    return find_jaccards(labels[segment_count], others)


def count_pairs(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Count the users of every pair of clusters."""
    shape = (first.max() + 1, second.max() + 1)
    flat = np.bincount(first * shape[1] + second, minlength=shape[0] * shape[1])
    return flat.reshape(shape)


def find_jaccards(labels: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return each cluster's largest Jaccard with a cluster of the others."""
    shared = count_pairs(labels, others)
    either = shared.sum(axis=1)[:, None] + shared.sum(axis=0) - shared
    return (shared / either).max(axis=1)


def score_agreements(
    users: Users,
    labels: Labels,
    parameters: SegmentationParameters,
    pool: ThreadPoolExecutor,
) -> Scores:
    """Return the lowest agreement of the fit with that of another seed."""
    fit = partial(fit_seed, users, parameters)
    first = parameters.random_seed + 1
    seeds = range(first, first + parameters.seed_count)
    fits = map_by_k(pool, fit, labels, seeds)
    return {
        k: min(
            (find_agreement(labels[k], other) for other in fits[k]), default=1
        )
        for k in labels
    }


def fit_seed(
    users: Users, parameters: SegmentationParameters, task: tuple[int, int]
) -> np.ndarray:
    """Fit one k with another seed."""
    segment_count, seed = task
    weights = np.bincount(users.places).astype(float)
    labels = fit_labels(
        users.distinct, segment_count, parameters.start_count, seed, weights
    )
    return labels[users.places]


def find_agreement(labels: np.ndarray, others: np.ndarray) -> float:
    """Return the share of users in the same cluster after matching names."""
    shared = count_pairs(labels, others)
    matched = linear_sum_assignment(shared, maximize=True)
    return float(shared[matched].sum() / len(labels))


def map_by_k(
    pool: ThreadPoolExecutor,
    function: Callable[[tuple[int, int]], np.ndarray | float],
    counts: Iterable[int],
    items: Sequence[int],
) -> dict[int, list]:
    """Apply a function to every k with every item, the slowest k first."""
    tasks = [(k, item) for k in sorted(counts, reverse=True) for item in items]
    results = dict(zip(tasks, pool.map(function, tasks), strict=True))
    return {k: [results[k, item] for item in items] for k in counts}


def tabulate(
    metrics: dict[str, Scores], parameters: SegmentationParameters
) -> pd.DataFrame:
    """Return one row per k, rounded, empty where a k was not fitted."""
    columns = {
        name: [metrics[name].get(k, np.nan) for k in SEGMENT_COUNTS]
        for name in METRICS
    }
    scores = pd.DataFrame({"k": list(SEGMENT_COUNTS)} | columns)
    scores = scores.round(METRIC_DECIMALS)
    limits = list_limits(parameters)
    is_eligible = (scores[list(limits)] >= limits).all(axis=1)
    return scores.assign(is_eligible=is_eligible)


def list_limits(parameters: SegmentationParameters) -> dict[str, float]:
    """Return what each metric of an eligible k must reach."""
    return {
        "structure_ratio": 1 + parameters.minimum_structure,
        "jaccard_min": parameters.minimum_jaccard,
        "seed_agreement_min": parameters.minimum_seed_agreement,
        "smallest_share": parameters.minimum_share,
    }


def choose_segment_count(
    scores: pd.DataFrame,
    limit: int,
    parameters: SegmentationParameters,
    signal_count: int,
) -> int | None:
    """Return the k asked for or found by the rule; None if there is none.

    A k found by the rule gives each segment a signal to lead in, if one that
    does is eligible. One that is asked for must be eligible. Only where there
    are no more distinct points than that, it is lowered to their number.
    """
    wanted = parameters.segment_count
    if wanted == AUTO:
        few = scores[scores["k"] <= signal_count]
        return choose_automatically(few, parameters) or choose_automatically(
            scores, parameters
        )
    if wanted < limit:
        check_eligible(scores, wanted, parameters)
    lowered = min(wanted, limit)
    return lowered if lowered in SEGMENT_COUNTS else None


def choose_automatically(
    scores: pd.DataFrame, parameters: SegmentationParameters
) -> int | None:
    """Return the largest eligible k that separates nearly as well as the best.

    None if none is eligible.
    """
    eligible = scores[scores["is_eligible"]]
    separation = eligible["calinski_harabasz"]
    floor = parameters.minimum_separation * separation.max()
    near_best = eligible.loc[separation >= floor, "k"]
    return int(near_best.max()) if len(near_best) else None


def check_eligible(
    scores: pd.DataFrame, wanted: int, parameters: SegmentationParameters
) -> None:
    """Refuse a k asked for that is not eligible, and say why it is not."""
    row = scores.set_index("k").loc[wanted]
    failed = [
        f"{name} is {row[name]:g}, below {limit:g}"
        for name, limit in list_limits(parameters).items()
        if not row[name] >= limit
    ]
    if failed:
        msg = (
            f"segment_count {wanted} is not eligible: {'; '.join(failed)}; set"
            f" another number or '{AUTO}'."
        )
        raise ValueError(msg)
