"""Identity of clusters: each is named by what it is, never by its number."""

import numpy as np
import pandas as pd

from traveltide.segmentation.clustering import assign
from traveltide.segmentation.matching import (
    match_clusters,
    match_perks_to_clusters,
)
from traveltide.segmentation.points import KEY
from traveltide.segmentation.training import empty_centroids

SCORE_DECIMALS = 8
UNNAMED = "mixed"


def name_clusters(
    centroids: pd.DataFrame,
    signals: pd.DataFrame,
    affinities: pd.DataFrame,
    perk_keys: pd.Series,
    signal_keys: pd.Series,
    lead_min_z: float,
) -> pd.DataFrame:
    """Return the centroids with the segment key and lead perk of each cluster.

    A cluster that leads in a perk bears that perk's key. The others are matched
    to the keys left over by the height of their signals, and those for which
    none is left are numbered.
    """
    if centroids.empty:
        none = pd.Series(dtype="string")
        return centroids.assign(segment_key=none, lead_perk_code=none)
    table = centroids.pivot(
        index="cluster", columns="signal", values="centroid"
    ).sort_index(axis=1)
    scores = score_perks(table, signals, affinities)
    leads = match_perks_to_clusters(scores, lead_min_z).set_index("cluster")
    lead_codes = leads["perk_code"]
    keys = name_leads(lead_codes, perk_keys)
    keys = name_rest(keys, table, signal_keys)
    clusters = centroids["cluster"]
    return centroids.assign(
        segment_key=clusters.map(keys).astype("string"),
        # A column of nothing but nulls would reach the database as a number.
        lead_perk_code=clusters.map(lead_codes).astype("string"),
    )


def match_reference(
    centroids: pd.DataFrame, reference: pd.DataFrame
) -> pd.DataFrame:
    """Return the centroids with the nearest segment of the model before.

    matched_segment_key and match_distance are null without a partner there.
    """
    if centroids.empty or reference.empty:
        return centroids.assign(
            matched_segment_key=pd.Series(dtype="string"),
            match_distance=pd.Series(dtype="float64"),
        )
    matches = match_clusters(reference, centroids).set_index("cluster")
    former = reference.groupby("cluster")["segment_key"].first()
    keys = matches["previous_cluster"].map(former)
    return centroids.assign(
        matched_segment_key=centroids["cluster"].map(keys).astype("string"),
        match_distance=centroids["cluster"].map(matches["distance"]),
    )


def empty_model() -> pd.DataFrame:
    """Return what a build without a new model learns: columns, no row."""
    none = pd.Series(dtype="string")
    named = empty_centroids().assign(segment_key=none, lead_perk_code=none)
    return match_reference(named, named)


def score_perks(
    table: pd.DataFrame, signals: pd.DataFrame, affinities: pd.DataFrame
) -> pd.DataFrame:
    """Return each cluster's mean affinity to each perk, in deviations."""
    ordered = signals.sort_values(KEY, ignore_index=True)
    clusters = assign(ordered[table.columns].to_numpy(), table.to_numpy())
    own = affinities.set_index(KEY).loc[ordered[KEY]].sort_index(axis=1)
    spread = own.std(ddof=0).replace(0.0, np.nan)
    means = own.groupby(clusters).mean().reindex(table.index)
    standardised = ((means - own.mean()) / spread).round(SCORE_DECIMALS)
    standardised.index.name, standardised.columns.name = "cluster", "perk_code"
    return standardised.stack(future_stack=True).rename("score").reset_index()


def name_leads(lead_codes: pd.Series, perk_keys: pd.Series) -> dict[int, str]:
    """Return the keys of the clusters that lead in a perk."""
    leads = lead_codes.dropna()
    return {int(cluster): perk_keys[code] for cluster, code in leads.items()}


def name_rest(
    keys: dict[int, str], table: pd.DataFrame, signal_keys: pd.Series
) -> dict[int, str]:
    """Return the keys with those of mixed clusters added, by highest signal."""
    free = signal_keys[~signal_keys.isin(list(keys.values()))]
    rest = table.drop(index=list(keys))
    if rest.empty:
        return keys
    scores = rest[[name for name in rest.columns if name in free.index]]
    matches = match_signals(scores).dropna()
    named = {int(cluster): free[name] for cluster, name in matches.items()}
    numbered = [cluster for cluster in rest.index if cluster not in named]
    unnamed = {
        int(cluster): f"{UNNAMED}_{place}"
        for place, cluster in enumerate(numbered, start=1)
    }
    return keys | named | unnamed


def match_signals(scores: pd.DataFrame) -> pd.Series:
    """Return the signal whose key a mixed cluster bears, null if none is."""
    if scores.shape[1] == 0:
        return pd.Series(index=scores.index, dtype="string")
    long = scores.rename_axis(columns="perk_code").rename_axis(index="cluster")
    frame = long.stack(future_stack=True).rename("score").reset_index()
    return match_perks_to_clusters(frame, -np.inf).set_index("cluster")[
        "perk_code"
    ]
