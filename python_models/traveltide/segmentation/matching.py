"""Matching of clusters: to the perks they lead, and to an earlier model."""

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

# Totals closer than this are equal: the tie is decided by order, not by noise.
TIE_TOLERANCE = 1e-9
SCORE_KEY = ["cluster", "perk_code"]
CENTROID_KEY = ["cluster", "signal"]
MATCH_TYPES = {
    "previous_cluster": "int64",
    "cluster": "int64",
    "distance": "float64",
}


def match_perks_to_clusters(
    scores: pd.DataFrame, lead_min_z: float
) -> pd.DataFrame:
    """Give every cluster its lead perk, null where it is mixed.

    The matching is one to one with the largest total score; a null score (a
    perk that varies for nobody) counts as 0. A matched perk leads only at a
    score of lead_min_z or more. Clusters beyond the number of perks are mixed.
    """
    table = widen(scores, SCORE_KEY, "score").fillna(0.0)
    columns = match_rows(-table.to_numpy())
    leads = [
        table.columns[column]
        if is_lead(table, row, column, lead_min_z)
        else None
        for row, column in enumerate(columns)
    ]
    return pd.DataFrame(
        {
            "cluster": table.index.to_numpy(dtype="int64"),
            "perk_code": pd.Series(leads, dtype="string"),
        }
    )


def is_lead(
    table: pd.DataFrame, row: int, column: int, lead_min_z: float
) -> bool:
    """Tell whether a matched perk is strong enough to lead its cluster."""
    is_perk = column < table.shape[1]
    return bool(is_perk and table.iat[row, column] >= lead_min_z)


def match_clusters(
    previous: pd.DataFrame, current: pd.DataFrame
) -> pd.DataFrame:
    """Match the clusters of two models one to one by the least distance.

    Distances are Euclidean, over the signals both models know, in the earlier
    model's deviations. Clusters without a partner are left out.
    """
    before, after = locate(previous), locate(current)
    common = before.columns.intersection(after.columns)
    check_common(common, before, after)
    scale = previous.groupby("signal")["deviation"].first()[common]
    gaps = before[common].to_numpy()[:, None] - after[common].to_numpy()
    scaled = gaps / scale.where(scale > 0, 1.0).to_numpy()
    distances = np.sqrt((scaled**2).sum(axis=2))
    pairs = enumerate(match_rows(distances))
    return tabulate_matches(before.index, after.index, distances, pairs)


def locate(centroids: pd.DataFrame) -> pd.DataFrame:
    """Return the centroids in the signals' own units, one row per cluster."""
    deviation = centroids["deviation"].fillna(0.0)
    values = centroids["mean"].fillna(0.0) + centroids["centroid"] * deviation
    return widen(centroids.assign(value=values), CENTROID_KEY, "value")


def check_common(
    common: pd.Index, before: pd.DataFrame, after: pd.DataFrame
) -> None:
    """Refuse two models that share no signal, unless one has no clusters."""
    if len(common) or before.empty or after.empty:
        return
    msg = "The two models share no signal; retrain instead of matching."
    raise ValueError(msg)


def tabulate_matches(
    before: pd.Index,
    after: pd.Index,
    distances: np.ndarray,
    pairs: enumerate,
) -> pd.DataFrame:
    """Return one row per matched pair, in order of the earlier clusters."""
    rows = [
        (before[row], after[column], distances[row, column])
        for row, column in pairs
        if column < len(after)
    ]
    return pd.DataFrame(rows, columns=list(MATCH_TYPES)).astype(MATCH_TYPES)


def widen(frame: pd.DataFrame, key: list[str], value: str) -> pd.DataFrame:
    """Return a full table of values, both sides in order, or refuse gaps."""
    repeated = frame.duplicated(key).any()
    sides = [frame[name].nunique() for name in key]
    infinite = np.isinf(frame[value].to_numpy(dtype=float, na_value=0.0)).any()
    if repeated or infinite or len(frame) != sides[0] * sides[1]:
        msg = (
            f"Expected one finite {value} for every pair of {key[0]} and"
            f" {key[1]}; complete the rows and remove repeated ones."
        )
        raise ValueError(msg)
    table = frame.pivot(index=key[0], columns=key[1], values=value)
    return table.sort_index().sort_index(axis=1).astype(float)


def match_rows(costs: np.ndarray) -> list[int]:
    """Return each row's column in the cheapest one-to-one matching.

    Of equally cheap matchings the first in order of rows, then columns, is
    taken, so that no library decides. A column beyond the table means none.
    """
    square = pad(costs)
    lowest = find_total(square)
    columns = []
    for row in range(len(costs)):
        column = find_first_column(square, row, lowest)
        square = keep_only(square, row, column)
        columns.append(column)
    return columns


def pad(costs: np.ndarray) -> np.ndarray:
    """Return a square table, padded with partners that cost nothing."""
    square = np.zeros((max(costs.shape), max(costs.shape)))
    square[: costs.shape[0], : costs.shape[1]] = costs
    return square


def find_total(square: np.ndarray) -> float:
    """Return the cost of the cheapest matching."""
    return float(square[linear_sum_assignment(square)].sum())


def find_first_column(square: np.ndarray, row: int, lowest: float) -> int:
    """Return the first column of a row that keeps the cheapest total."""
    totals = [
        find_total(keep_only(square, row, column))
        if np.isfinite(square[row, column])
        else np.inf
        for column in range(len(square))
    ]
    return int(np.argmax(np.array(totals) <= lowest + TIE_TOLERANCE))


def keep_only(square: np.ndarray, row: int, column: int) -> np.ndarray:
    """Return the table with one pair fixed and its rivals forbidden."""
    fixed = square.copy()
    fixed[row, :] = np.inf
    fixed[:, column] = np.inf
    fixed[row, column] = square[row, column]
    return fixed
