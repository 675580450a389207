"""Holds the perks of a build against those of the reference, cell by cell."""

from dataclasses import replace

import pandas as pd
from dbt_project import Warehouse
from reference_perks import (
    SIGNALS,
    Choices,
    Model,
    Scores,
    affinity_rows,
    fallback_of,
    learn,
    read_catalogue,
    read_centres,
    score,
)

TOLERANCE = 1e-9
# What is published with fewer decimals, or follows from what is.
TOLERANCES = {
    "certainty": 1e-6,
    "learned_strength": 1e-6,
    "segment_confidence": 1e-8,
}
# What the reference says nothing about, it is not asked for.
PERKS = (
    "primary_perk",
    "primary_affinity",
    "second_perk",
    "second_affinity",
    "margin",
    "certainty",
    "confidence",
    "is_fallback",
)
SEGMENTS = ("segment_key", "segment_confidence")
AFFINITIES = (
    "signal_count",
    "signal_trials",
    "posterior_rate",
    "affinity",
    "has_evidence",
    "perk_rank",
)
SCALES = ("observations", "rate", "spread", "strength", "mean", "deviation")
PERSISTENCE = (
    "observations",
    "users_with_two",
    "mean_rate",
    "rho",
    "learned_strength",
)


def assert_same(actual: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Compare every cell; show the first that differ in each column."""
    assert actual.index.tolist() == expected.index.tolist()
    worst = {}
    for column in expected.columns:
        left, right = actual[column], expected[column]
        if pd.api.types.is_numeric_dtype(right):
            left, right = left.astype(float), right.astype(float)
            tolerance = TOLERANCES.get(column, TOLERANCE)
            is_wrong = (left - right).abs() > tolerance * right.abs().clip(1)
        else:
            is_wrong = left.notna() & right.notna() & (left != right)
        is_wrong |= left.isna() != right.isna()
        if is_wrong.any():
            both = pd.DataFrame({"dbt": left, "reference": right})
            worst[column] = (int(is_wrong.sum()), both[is_wrong].head(3))
    assert not worst, worst


def table(warehouse: Warehouse, relation: str, *keys: str) -> pd.DataFrame:
    """Return a relation in order of its keys, which index it."""
    frame = warehouse.frame(
        f"select * from {relation} order by {', '.join(keys)}"
    )
    return frame.set_index(list(keys))


def assert_same_model(warehouse: Warehouse, model: Model) -> None:
    """Compare what was learned: scales, percentiles and persistence."""
    scales = table(warehouse, "learn.int_signal_scales", "signal")
    assert_same(scales, model.scales.sort_index()[list(SCALES)])
    grid = table(
        warehouse, "learn.int_signal_percentiles", "signal", "percentile"
    )
    long = model.percentiles[sorted(SIGNALS)].unstack().to_frame("rate")
    assert_same(grid, long)
    persistence = table(warehouse, "learn.int_signal_persistence", "signal")
    assert_same(persistence, model.persistence.sort_index()[list(PERSISTENCE)])


def assert_same_perks(
    warehouse: Warehouse,
    measures: pd.DataFrame,
    scores: Scores,
    catalogue: pd.DataFrame | None = None,
) -> None:
    """Compare every user of a first build, which keeps no earlier perk."""
    catalogue = read_catalogue() if catalogue is None else catalogue
    perks = table(warehouse, "marts.user_perks", "user_id")
    assert_same(perks, scores.segments[list(SEGMENTS)])
    assert_same(perks, scores.perks[list(PERKS)])
    told = ~scores.perks["is_fallback"]
    assert_same(perks[told], scores.perks.loc[told, ["reason_text"]])
    rows = affinity_rows(scores, measures, catalogue)
    rows = rows.set_index(["user_id", "perk_code"]).sort_index()
    found = table(
        warehouse, "marts.user_perk_affinities", "user_id", "perk_code"
    )
    assert_same(found, rows[list(AFFINITIES)])


def score_as_built(
    warehouse: Warehouse,
    measures: pd.DataFrame,
    choices: Choices | None = None,
    catalogue: pd.DataFrame | None = None,
) -> tuple[Model, Scores]:
    """Learn and score anew, with a build's centres and what it has earned.

    The catalogue is that of the scoring; a model that was learned stays.
    """
    # Whether high is earned is compared with the backtest that earns it.
    earned = warehouse.rows(
        "select signal from proof.int_perk_proofs where is_high_earned"
    )
    choices = replace(
        choices or Choices(), earned=frozenset(name for (name,) in earned)
    )
    model = learn(measures, read_catalogue(), choices)
    centroids = warehouse.frame(
        "select centroids.* from marts.segment_centroids as centroids"
        " inner join (select distinct model_version from marts.user_perks)"
        " using (model_version)"
    )
    scores = score(
        measures,
        model,
        read_centres(centroids),
        read_catalogue() if catalogue is None else catalogue,
        fallback_of(),
        choices,
    )
    return model, scores
