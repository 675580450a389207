"""Evaluation of the number of segments: one row per k from 2 to 8."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

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
    Points,
    order_by_md5,
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
)
METRIC_DECIMALS = 6
SILHOUETTE_BLOCK_ROWS = 500

Labels = dict[int, np.ndarray]
Scores = dict[int, float]


def score_segment_counts(
    signals: pd.DataFrame, parameters: SegmentationParameters
) -> pd.DataFrame:
    """Score every k, say which are eligible, and choose one.

    A k above the number of distinct points keeps its row with empty metrics
    and a degraded_reason; the reason is '' where nothing is wrong.
    """
    points = prepare_points(signals, parameters.evaluation_sample_max)
    possible = range(SEGMENT_COUNTS.start, len(points.distinct) + 1)
    counts = [k for k in SEGMENT_COUNTS if k in possible]
    with worker_pool(parameters.worker_count) as pool:
        metrics = measure(points, counts, parameters, pool)
    scores = tabulate(metrics)
    scores["is_eligible"] = find_eligible(scores, parameters)
    chosen = choose_segment_count(scores, parameters)
    scores["is_chosen"] = scores["k"] == chosen
    scores["degraded_reason"] = explain(scores, points)
    if chosen is not None and parameters.segment_count not in (AUTO, chosen):
        label_reduction(scores, parameters.segment_count)
    return scores


def empty_scores() -> pd.DataFrame:
    """Return the scores of a build that trains nothing: columns, no row."""
    scores = tabulate({name: {} for name in METRICS}).head(0)
    return scores.assign(
        is_eligible=pd.Series(dtype="bool"),
        is_chosen=pd.Series(dtype="bool"),
        degraded_reason=pd.Series(dtype="string"),
    )


def chosen_segment_count(scores: pd.DataFrame) -> int:
    """Return the chosen k; 1 where there were too few users to score any."""
    chosen = scores.loc[scores["is_chosen"], "k"]
    return int(chosen.iloc[0]) if len(chosen) else 1


def measure(
    points: Points,
    counts: list[int],
    parameters: SegmentationParameters,
    pool: ThreadPoolExecutor,
) -> dict[str, Scores]:
    """Return every metric of every k that can be fitted."""
    fit = partial(fit_seed, points, parameters)
    tasks = [(k, parameters.random_seed) for k in counts]
    labels = dict(zip(counts, pool.map(fit, tasks), strict=True))
    return measure_fits(points.matrix, labels) | {
        "silhouette": score_silhouettes(points, labels, parameters, pool),
        "jaccard_min": score_jaccards(points, labels, parameters, pool),
        "seed_agreement_min": score_agreements(
            points, labels, parameters, pool
        ),
    }


def measure_fits(matrix: np.ndarray, labels: Labels) -> dict[str, Scores]:
    """Return the metrics that need the fits alone."""
    return {
        "inertia": map_labels(partial(find_inertia, matrix), labels),
        "davies_bouldin": score_metric(davies_bouldin_score, matrix, labels),
        "calinski_harabasz": score_metric(
            calinski_harabasz_score, matrix, labels
        ),
        "smallest_share": map_labels(find_smallest_share, labels),
    }


def fit_seed(
    points: Points, parameters: SegmentationParameters, task: tuple[int, int]
) -> np.ndarray:
    """Fit one k with one seed."""
    segment_count, seed = task
    return fit_labels(points, segment_count, parameters.start_count, seed)


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


def score_silhouettes(
    points: Points,
    labels: Labels,
    parameters: SegmentationParameters,
    pool: ThreadPoolExecutor,
) -> Scores:
    """Return the mean silhouette of every k from one pass over distances."""
    kept = order_by_md5(points.user_ids, parameters.silhouette_sample_max)
    matrix = points.matrix[kept]
    clusters = {k: labels[k][kept] for k in labels}
    if not clusters:
        return {}
    starts = range(0, len(matrix), SILHOUETTE_BLOCK_ROWS)
    blocks = pool.map(partial(score_block, matrix, clusters), starts)
    means = np.concatenate(list(blocks), axis=1).mean(axis=1)
    return dict(zip(clusters, means.tolist(), strict=True))


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
    points: Points,
    labels: Labels,
    parameters: SegmentationParameters,
    pool: ThreadPoolExecutor,
) -> Scores:
    """Return the mean bootstrap Jaccard of the least stable cluster (Hennig).

    Every resample is fitted afresh. Starting it from the full fit would be
    faster and would flatter an unstable k: it finds what it is given.
    """
    compare = partial(compare_resample, points, labels, parameters)
    draws = range(parameters.resample_count)
    return {
        k: float(np.mean(jaccards, axis=0).min())
        for k, jaccards in map_by_k(pool, compare, labels, draws).items()
    }


def compare_resample(
    points: Points,
    labels: Labels,
    parameters: SegmentationParameters,
    task: tuple[int, int],
) -> np.ndarray:
    """Compare the clusters of a resample, given to all users, with the fit.

    Three users drawn at one point are one point of weight three.
    """
    segment_count, draw = task
    weights = draw_resample(points.places, parameters.random_seed, draw)
    drawn = np.flatnonzero(weights)
    centroids = fit_starts(
        points.distinct[drawn],
        weights[drawn].astype(float),
        min(segment_count, len(drawn)),
        parameters.resample_start_count,
        parameters.random_seed + draw,
    )
    others = assign(points.distinct, centroids)[points.places]
    return find_jaccards(labels[segment_count], others)


def draw_resample(places: np.ndarray, seed: int, draw: int) -> np.ndarray:
    """Return how often each distinct point is drawn, the same for every k."""
    state = np.random.RandomState([seed, draw])
    drawn = state.randint(len(places), size=len(places), dtype=np.int64)
    return np.bincount(places[drawn], minlength=places.max() + 1)


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
    points: np.ndarray,
    labels: Labels,
    parameters: SegmentationParameters,
    pool: ThreadPoolExecutor,
) -> Scores:
    """Return the lowest agreement of the fit with that of another seed."""
    fit = partial(fit_seed, points, parameters)
    first = parameters.random_seed + 1
    seeds = range(first, first + parameters.seed_count)
    fits = map_by_k(pool, fit, labels, seeds)
    return {
        k: min(
            (find_agreement(labels[k], other) for other in fits[k]), default=1
        )
        for k in labels
    }


def find_agreement(labels: np.ndarray, others: np.ndarray) -> float:
    """Return the share of users in the same cluster after matching names."""
    shared = count_pairs(labels, others)
    matched = linear_sum_assignment(shared, maximize=True)
    return float(shared[matched].sum() / len(labels))


def map_by_k(
    pool: ThreadPoolExecutor,
    function: Callable[[tuple[int, int]], np.ndarray],
    counts: Iterable[int],
    items: range,
) -> dict[int, list[np.ndarray]]:
    """Apply a function to every k with every item, the slowest k first."""
    tasks = [(k, item) for k in sorted(counts, reverse=True) for item in items]
    results = dict(zip(tasks, pool.map(function, tasks), strict=True))
    return {k: [results[k, item] for item in items] for k in counts}


def tabulate(metrics: dict[str, Scores]) -> pd.DataFrame:
    """Return one row per k, rounded, empty where a k was not fitted."""
    columns = {
        name: [metrics[name].get(k, np.nan) for k in SEGMENT_COUNTS]
        for name in METRICS
    }
    scores = pd.DataFrame({"k": list(SEGMENT_COUNTS)} | columns)
    return scores.round(METRIC_DECIMALS)


def find_eligible(
    scores: pd.DataFrame, parameters: SegmentationParameters
) -> pd.Series:
    """Tell which k are stable, have no tiny segment, and suffice for perks."""
    return (
        (scores["jaccard_min"] >= parameters.minimum_jaccard)
        & (scores["seed_agreement_min"] >= parameters.minimum_seed_agreement)
        & (scores["smallest_share"] >= parameters.minimum_share)
        & (scores["k"] >= parameters.active_perk_count)
    )


def choose_segment_count(
    scores: pd.DataFrame, parameters: SegmentationParameters
) -> int | None:
    """Return the k asked for or found by the rule; None if none was fitted.

    A k asked for is lowered to what the distinct points allow.
    """
    fitted = scores[scores["inertia"].notna()]
    if fitted.empty:
        return None
    if parameters.segment_count != AUTO:
        return min(int(parameters.segment_count), int(fitted["k"].max()))
    return choose_automatically(fitted, parameters)


def choose_automatically(
    fitted: pd.DataFrame, parameters: SegmentationParameters
) -> int:
    """Return the largest eligible k that separates nearly as well as the best.

    If none is eligible: the most stable by Jaccard among those with a segment
    for each perk, or among all if none has; of equals the smallest. The chosen
    row then says is_eligible = false.
    """
    eligible = fitted[fitted["is_eligible"]]
    separation = eligible["calinski_harabasz"]
    floor = parameters.minimum_separation * separation.max()
    near_best = eligible.loc[separation >= floor, "k"]
    if len(near_best):
        return int(near_best.max())
    enough = fitted[fitted["k"] >= parameters.active_perk_count]
    candidates = fitted if enough.empty else enough
    return int(candidates.loc[candidates["jaccard_min"].idxmax(), "k"])


def explain(scores: pd.DataFrame, points: Points) -> list[str]:
    """Say for every k what is wrong with it, '' if nothing is."""
    shortage = points.describe_shortage()
    is_short = scores["k"] > len(points.distinct)
    return [
        "; ".join(filter(None, [points.degraded_reason, short * shortage]))
        for short in is_short
    ]


def label_reduction(scores: pd.DataFrame, wanted: int) -> None:
    """Say in the chosen row that fewer segments were possible than wanted."""
    reason = scores.loc[scores["k"] == wanted, "degraded_reason"].iloc[0]
    scores.loc[scores["is_chosen"], "degraded_reason"] = (
        f"{wanted} segments wanted; {reason}"
    )
