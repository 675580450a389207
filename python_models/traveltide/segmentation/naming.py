"""Names of clusters: by what each is, and by the model before."""

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

ONE_GROUP = "one_group"
# A deviation below this is not worth a word.
WORD_MIN_Z = 0.25
WORD_COUNT = 2
AVERAGE = "close to the average of all"


def name_clusters(
    centroids: np.ndarray, signals: pd.DataFrame, lead_min_z: float
) -> list[str]:
    """Return the segment key of every cluster, true of its centre.

    Signals are matched to clusters one to one by the largest total of
    coordinates. A cluster that is not high enough in its own is numbered.
    """
    if len(centroids) == 1:
        return [ONE_GROUP]
    signal_keys = signals.sort_values("place")["segment_key"].tolist()
    keys = {
        row: signal_keys[column]
        for row, column in zip(
            *linear_sum_assignment(centroids, maximize=True), strict=True
        )
        if centroids[row, column] >= lead_min_z
    }
    rest = [row for row in range(len(centroids)) if row not in keys]
    keys |= {row: f"group_{place}" for place, row in enumerate(rest, start=1)}
    return [keys[row] for row in range(len(centroids))]


def describe_centroid(centroid: np.ndarray, signals: pd.DataFrame) -> str:
    """Put the largest deviations of a centre into words, largest first."""
    ordered = signals.sort_values("place")
    largest = np.argsort(-np.abs(centroid), kind="stable")[:WORD_COUNT]
    words = [
        ordered["more" if centroid[place] > 0 else "less"].iloc[place]
        for place in largest
        if abs(centroid[place]) >= WORD_MIN_Z
    ]
    return ", ".join(words) or AVERAGE


def match_reference(
    centroids: np.ndarray, scale: pd.DataFrame, reference: pd.DataFrame
) -> dict[str, list]:
    """Return each cluster's segment in the model before, and its distance.

    The matching is one to one by the least total distance, over the signals
    that both models know, in the deviations of the model before. Both are null
    without a partner.
    """
    keys, distances = [None] * len(centroids), [np.nan] * len(centroids)
    if len(reference):
        before, after = express_alike(centroids, scale, reference)
        gaps = cdist(after, before)
        for row, column in zip(*linear_sum_assignment(gaps), strict=True):
            keys[row] = before.index[column]
            distances[row] = gaps[row, column]
    return {"matched_segment_key": keys, "match_distance": distances}


def express_alike(
    centroids: np.ndarray, scale: pd.DataFrame, reference: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the centres of both models in coordinates of the former."""
    before = reference.pivot(
        index="segment_key", columns="signal", values="centroid"
    ).loc[reference.sort_values("cluster")["segment_key"].unique()]
    common = [name for name in scale.index if name in before.columns]
    if not common:
        msg = "The two models share no signal; retrain without a reference."
        raise ValueError(msg)
    former = reference.drop_duplicates("signal").set_index("signal")
    former = former.loc[common, ["mean", "deviation"]].fillna(0.0)
    raw = pd.DataFrame(centroids, columns=scale.index) * scale["deviation"]
    moved = (raw + scale["mean"])[common] - former["mean"]
    divisor = former["deviation"].where(former["deviation"] > 0, 1.0)
    return before[common].fillna(0.0), moved / divisor
