"""Tests of the segmentation on blobs whose clusters are known."""

import os
import subprocess
import sys
import warnings
from dataclasses import replace
from hashlib import md5
from itertools import permutations
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from sklearn import metrics
from sklearn.cluster import KMeans
from traveltide.segmentation import (
    SegmentationParameters,
    chosen_segment_count,
    empty_model,
    empty_scores,
    match_clusters,
    match_perks_to_clusters,
    match_reference,
    read_parameters,
    score_segment_counts,
    train_centroids,
)
from traveltide.segmentation.clustering import (
    assign,
    find_centroids,
    fit_labels,
    fit_starts,
)
from traveltide.segmentation.evaluation import (
    METRICS,
    choose_segment_count,
    find_agreement,
    find_jaccards,
)
from traveltide.segmentation.points import order_by_md5, prepare_points

SIGNALS = ["bag_rate", "cancel_rate", "deal_index", "bundle_rate", "night_rate"]
CENTERS = np.array(
    [
        [3.0, -1.0, -1.0, 0.0, 0.0],
        [-1.0, 3.0, -1.0, 0.0, 0.5],
        [-1.0, -1.0, 3.0, 0.0, -0.5],
        [-1.0, -1.0, -1.0, 3.0, 0.0],
    ]
)
QUICK = SegmentationParameters(
    start_count=5, resample_count=4, resample_start_count=3, seed_count=2
)


def make_blobs(
    user_count: int = 600, spread: float = 0.5, seed: int = 7
) -> pd.DataFrame:
    """Draw users around the centers, with keys that are not in order."""
    state = np.random.RandomState(seed)
    own = state.randint(len(CENTERS), size=user_count)
    points = CENTERS[own] + state.normal(0, spread, (user_count, len(SIGNALS)))
    deviations = points.std(axis=0) if user_count > 1 else 1.0
    points = (points - points.mean(axis=0)) / deviations
    signals = pd.DataFrame(points, columns=SIGNALS)
    signals.insert(0, "user_id", state.permutation(user_count) + 1000)
    return signals


def make_scale(signals: pd.DataFrame) -> pd.DataFrame:
    names = [name for name in signals.columns if name != "user_id"]
    return pd.DataFrame({"signal": names, "mean": 0.25, "deviation": 2.0})


def train(
    signals: pd.DataFrame,
    segment_count: int = 4,
    parameters: SegmentationParameters = QUICK,
) -> pd.DataFrame:
    scale = make_scale(signals)
    return train_centroids(signals, scale, segment_count, parameters)


def widen(centroids: pd.DataFrame) -> np.ndarray:
    return centroids.pivot(
        index="cluster", columns="signal", values="centroid"
    ).to_numpy()


def digest(frame: pd.DataFrame) -> str:
    text = frame.to_csv(index=False, float_format="%.17g")
    return md5(text.encode()).hexdigest()


@pytest.fixture(scope="module")
def blobs() -> pd.DataFrame:
    return make_blobs()


@pytest.fixture(scope="module")
def scores(blobs: pd.DataFrame) -> pd.DataFrame:
    return score_segment_counts(blobs, replace(QUICK, worker_count=2))


# The scores of every k.


def test_scores_have_one_complete_row_for_every_k(scores: pd.DataFrame) -> None:
    assert scores["k"].tolist() == [2, 3, 4, 5, 6, 7, 8]
    assert scores.columns.tolist() == [
        "k",
        *METRICS,
        "is_eligible",
        "is_chosen",
        "degraded_reason",
    ]
    assert scores[list(METRICS)].notna().all(axis=None)
    assert (scores["degraded_reason"] == "").all()
    assert scores.loc[scores["is_chosen"], "k"].tolist() == [5]


def test_metrics_equal_those_of_scikit_learn(
    blobs: pd.DataFrame, scores: pd.DataFrame
) -> None:
    points = prepare_points(blobs, 10_000)
    for row in scores.itertuples():
        labels = fit_labels(points, row.k, QUICK.start_count, QUICK.random_seed)
        own = np.array(
            [points.matrix[labels == c].mean(axis=0) for c in range(row.k)]
        )
        expected = {
            "inertia": ((points.matrix - own[labels]) ** 2).sum(),
            "silhouette": metrics.silhouette_score(points.matrix, labels),
            "davies_bouldin": metrics.davies_bouldin_score(
                points.matrix, labels
            ),
            "calinski_harabasz": metrics.calinski_harabasz_score(
                points.matrix, labels
            ),
            "smallest_share": np.bincount(labels).min() / 600,
        }
        for name, value in expected.items():
            assert getattr(row, name) == pytest.approx(value, abs=2e-6), name


def test_silhouette_is_of_the_first_users_in_md5_order(
    blobs: pd.DataFrame,
) -> None:
    parameters = replace(QUICK, silhouette_sample_max=100)
    scored = score_segment_counts(blobs, parameters)
    points = prepare_points(blobs, 10_000)
    labels = fit_labels(points, 4, QUICK.start_count, QUICK.random_seed)
    hashes = [md5(str(key).encode()).hexdigest() for key in points.user_ids]
    kept = np.argsort(hashes)[:100]
    expected = metrics.silhouette_score(points.matrix[kept], labels[kept])
    found = scored.loc[scored["k"] == 4, "silhouette"].item()
    assert found == pytest.approx(expected, abs=1e-6)


def test_jaccard_and_agreement_equal_brute_force() -> None:
    state = np.random.RandomState(3)
    for _ in range(20):
        first = np.append([0, 1, 2, 3], state.randint(4, size=36))
        second = np.append([0, 1, 2, 3], state.randint(4, size=36))
        sets = [set(np.flatnonzero(first == c)) for c in range(4)]
        others = [set(np.flatnonzero(second == c)) for c in range(4)]
        jaccards = [max(len(a & b) / len(a | b) for b in others) for a in sets]
        agreement = max(
            np.mean(np.array(names)[second] == first)
            for names in permutations(range(4))
        )
        assert find_jaccards(first, second) == pytest.approx(jaccards)
        assert find_agreement(first, second) == pytest.approx(agreement)


def test_jaccard_min_equals_a_bootstrap_written_out(
    blobs: pd.DataFrame, scores: pd.DataFrame
) -> None:
    points = prepare_points(blobs, 10_000)
    labels = fit_labels(points, 4, QUICK.start_count, QUICK.random_seed)
    rounds = []
    for draw in range(QUICK.resample_count):
        state = np.random.RandomState([QUICK.random_seed, draw])
        drawn = state.randint(600, size=600, dtype=np.int64)
        fit = KMeans(4, n_init=10, random_state=1).fit(points.matrix[drawn])
        others = fit.predict(points.matrix)
        table = pd.crosstab(labels, others).to_numpy()
        either = table.sum(1)[:, None] + table.sum(0) - table
        rounds.append((table / either).max(axis=1))
    found = scores.loc[scores["k"] == 4, "jaccard_min"].item()
    assert found == pytest.approx(np.mean(rounds, axis=0).min(), abs=0.005)


def test_auto_chooses_the_planted_number(blobs: pd.DataFrame) -> None:
    parameters = replace(QUICK, segment_count="auto", active_perk_count=4)
    scored = score_segment_counts(blobs, parameters)
    chosen = scored[scored["is_chosen"]]
    assert chosen["k"].tolist() == [4]
    assert chosen["is_eligible"].all()
    assert chosen_segment_count(scored) == 4
    assert not scored.loc[scored["k"] < 4, "is_eligible"].any()


def make_scores(**columns: list[float]) -> pd.DataFrame:
    good = {
        "inertia": 1.0,
        "jaccard_min": 0.9,
        "calinski_harabasz": 100.0,
        "is_eligible": True,
    }
    return pd.DataFrame({"k": [2, 3, 4, 5]} | good | columns)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, 5),
        ({"calinski_harabasz": [100.0, 100.0, 95.0, 94.9]}, 4),
        # The best separation counts only among the eligible.
        (
            {
                "calinski_harabasz": [200.0, 100.0, 95.0, 94.9],
                "is_eligible": [False, True, True, True],
            },
            4,
        ),
        # None is eligible: the most stable of those that serve three perks.
        (
            {
                "is_eligible": [False] * 4,
                "jaccard_min": [0.7, 0.5, 0.6, 0.6],
            },
            4,
        ),
        ({"inertia": [1.0, 1.0, np.nan, np.nan]}, 3),
        ({"inertia": [np.nan] * 4}, None),
    ],
)
def test_auto_rule(columns: dict, expected: int | None) -> None:
    parameters = SegmentationParameters(
        segment_count="auto", active_perk_count=3
    )
    assert choose_segment_count(make_scores(**columns), parameters) == expected


# The centroids.


def test_centroids_are_long_and_complete(blobs: pd.DataFrame) -> None:
    centroids = train(blobs)
    assert len(centroids) == 4 * len(SIGNALS)
    assert set(centroids["signal"]) == set(SIGNALS)
    assert (centroids["mean"] == 0.25).all()
    assert (centroids["deviation"] == 2.0).all()
    assert centroids.groupby("cluster")["user_count"].first().sum() == 600
    assert centroids["model_version"].nunique() == 1
    assert (centroids["degraded_reason"] == "").all()
    assert (centroids["centroid"] == centroids["centroid"].round(8)).all()


def test_centroids_are_the_best_fit_of_scikit_learn(
    blobs: pd.DataFrame,
) -> None:
    points = prepare_points(blobs, 10_000)
    model = KMeans(4, n_init=20, tol=0, random_state=0).fit(points.matrix)
    expected = model.cluster_centers_[
        np.lexsort(model.cluster_centers_.T[::-1])
    ]
    found = widen(train(blobs))
    np.testing.assert_allclose(found, expected, atol=1e-8)
    model.cluster_centers_ = found
    predicted = model.predict(points.matrix)
    assert (predicted == assign(points.matrix, found)).all()


def test_clusters_are_numbered_by_centroid(blobs: pd.DataFrame) -> None:
    rows = widen(train(blobs)).tolist()
    assert rows == sorted(rows)


def test_mean_of_a_cluster_is_that_of_its_users(blobs: pd.DataFrame) -> None:
    points = prepare_points(blobs, 10_000)
    labels = fit_labels(points, 4, 5, 42)
    found = find_centroids(points.matrix, labels)
    for cluster in range(4):
        own = points.matrix[labels == cluster].mean(axis=0)
        assert found[cluster] == pytest.approx(own, abs=1e-12)


def test_sample_is_taken_in_md5_order(blobs: pd.DataFrame) -> None:
    hashes = blobs["user_id"].map(
        lambda key: md5(str(key).encode()).hexdigest()
    )
    first = blobs.loc[hashes.sort_values().index[:200]]
    sampled = train(blobs, parameters=replace(QUICK, train_sample_max=200))
    alone = train(first)
    pd.testing.assert_frame_equal(sampled, alone)
    assert alone.groupby("cluster")["user_count"].first().sum() == 200
    keys = np.sort(blobs["user_id"].to_numpy())
    kept = set(keys[order_by_md5(keys, 200)])
    assert kept == set(first["user_id"])


def test_evaluation_sample_is_taken_in_md5_order(blobs: pd.DataFrame) -> None:
    hashes = blobs["user_id"].map(
        lambda key: md5(str(key).encode()).hexdigest()
    )
    first = blobs.loc[hashes.sort_values().index[:150]]
    sampled = score_segment_counts(
        blobs, replace(QUICK, evaluation_sample_max=150)
    )
    pd.testing.assert_frame_equal(sampled, score_segment_counts(first, QUICK))


def test_another_seed_keeps_assignments(blobs: pd.DataFrame) -> None:
    matrix = prepare_points(blobs, 10_000).matrix
    first = assign(matrix, widen(train(blobs)))
    for seed in (1, 2, 3):
        other = train(blobs, parameters=replace(QUICK, random_seed=seed))
        assert find_agreement(first, assign(matrix, widen(other))) >= 0.97


def test_losing_one_user_in_a_hundred_keeps_assignments(
    blobs: pd.DataFrame,
) -> None:
    matrix = prepare_points(blobs, 10_000).matrix
    first = assign(matrix, widen(train(blobs)))
    for seed in (1, 2, 3):
        kept = blobs.sample(frac=0.99, random_state=seed)
        assert find_agreement(first, assign(matrix, widen(train(kept)))) >= 0.97


def test_equal_users_weigh_as_much_as_their_number() -> None:
    few = make_blobs(80)
    weights = np.arange(1, 81)
    many = few.loc[np.repeat(few.index, weights)].assign(
        user_id=np.arange(weights.sum())
    )
    points = prepare_points(many, 10_000)
    assert len(points.distinct) == 80
    assert len(points.matrix) == weights.sum()
    model = KMeans(4, n_init=20, tol=0, random_state=0).fit(points.matrix)
    expected = model.cluster_centers_[
        np.lexsort(model.cluster_centers_.T[::-1])
    ]
    np.testing.assert_allclose(widen(train(many)), expected, atol=1e-8)


# Determinism.


def test_order_of_rows_and_columns_changes_nothing(
    blobs: pd.DataFrame, scores: pd.DataFrame
) -> None:
    shuffled = blobs.sample(frac=1, random_state=5)[
        ["user_id", *reversed(SIGNALS)]
    ]
    pd.testing.assert_frame_equal(
        score_segment_counts(shuffled, QUICK), scores, check_exact=True
    )
    assert digest(train(shuffled)) == digest(train(blobs))


def test_noise_in_the_last_bits_changes_nothing(blobs: pd.DataFrame) -> None:
    noisy = blobs.copy()
    noisy[SIGNALS] = noisy[SIGNALS] * (1 + 2e-16) + 1e-16
    assert digest(train(noisy)) == digest(train(blobs))


def test_model_version_follows_data_parameters_and_signals(
    blobs: pd.DataFrame,
) -> None:
    changed = blobs.copy()
    changed.loc[0, "bag_rate"] += 0.01
    rescaled = make_scale(blobs).assign(mean=0.5)
    versions = [
        train(blobs),
        train(changed),
        train(blobs.iloc[1:]),
        train(blobs, segment_count=5),
        train(blobs, parameters=replace(QUICK, random_seed=1)),
        train(blobs, parameters=replace(QUICK, start_count=6)),
        train(blobs.rename(columns={"bag_rate": "bags"})),
        train_centroids(blobs, rescaled, 4, QUICK),
    ]
    assert len({frame["model_version"].iloc[0] for frame in versions}) == 8
    workers = train(blobs, parameters=replace(QUICK, worker_count=1))
    assert workers["model_version"].equals(versions[0]["model_version"])


SCRIPT = """
from test_segmentation import *
blobs = make_blobs(1200, spread=1.2)
parameters = replace(QUICK, worker_count=int(sys.argv[1]))
print(digest(score_segment_counts(blobs, parameters)), digest(train(blobs)))
"""


def test_threads_and_workers_change_nothing() -> None:
    blobs = make_blobs(1200, spread=1.2)
    here = score_segment_counts(blobs, QUICK)
    answers = {f"{digest(here)} {digest(train(blobs))}\n"}
    for threads, workers in (("1", "2"), ("2", "1")):
        names = ("OMP", "OPENBLAS", "MKL")
        limits = {f"{name}_NUM_THREADS": threads for name in names}
        run = subprocess.run(
            [sys.executable, "-W", "error", "-c", SCRIPT, workers],
            env=os.environ | limits,
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        assert not run.stderr
        answers.add(run.stdout)
    assert len(answers) == 1


# Degenerate input.


@pytest.mark.parametrize("value", [0.0, 1.7, np.nan, np.inf, None])
def test_flat_signal_is_labelled(
    blobs: pd.DataFrame, value: float | None
) -> None:
    flat = blobs.assign(deal_index=value)
    scale = make_scale(blobs)
    scale.loc[scale["signal"] == "deal_index", "deviation"] = 0.0
    centroids = train_centroids(flat, scale, 3, QUICK)
    zeros = centroids.loc[centroids["signal"] == "deal_index", "centroid"]
    assert (zeros == 0).all()
    assert centroids["degraded_reason"].unique().tolist() == [
        "no variance, counted as zero: deal_index"
    ]


@pytest.mark.parametrize("user_count", [2, 3])
@pytest.mark.parametrize("copies", [1, 4])
@pytest.mark.parametrize("segment_count", [5, "auto"])
def test_fewer_points_than_clusters(
    user_count: int, copies: int, segment_count: int | str
) -> None:
    few = make_blobs(user_count)
    few = pd.concat([few] * copies)
    few["user_id"] = range(len(few))
    parameters = replace(QUICK, segment_count=segment_count)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scored = score_segment_counts(few, parameters)
        centroids = train(few, 5)
    assert len(scored) == 7
    chosen = scored[scored["is_chosen"]]
    assert chosen_segment_count(scored) == chosen["k"].item() <= user_count
    if segment_count == 5:
        assert chosen["degraded_reason"].item().startswith("5 segments wanted")
    beyond = scored[scored["k"] > user_count]
    assert beyond["inertia"].isna().all()
    assert beyond["degraded_reason"].str.contains("distinct points").all()
    assert centroids["cluster"].nunique() == user_count
    assert centroids["degraded_reason"].str.contains("segments wanted").all()


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_one_user_is_one_segment(value: float) -> None:
    one = make_blobs(1).assign(**dict.fromkeys(SIGNALS, value))
    scored = score_segment_counts(one, QUICK)
    assert not scored["is_chosen"].any()
    assert scored["inertia"].isna().all()
    assert chosen_segment_count(scored) == 1
    scale = make_scale(one).assign(deviation=0.0)
    centroids = train_centroids(one, scale, 5, QUICK)
    assert (centroids["cluster"] == 0).all()
    assert (centroids["user_count"] == 1).all()
    assert centroids["degraded_reason"].str.contains("1 found").all()


def test_nobody_gives_no_segment(blobs: pd.DataFrame) -> None:
    scored = score_segment_counts(blobs.iloc[:0], QUICK)
    assert len(scored) == 7
    assert not scored["is_chosen"].any()
    assert scored["degraded_reason"].str.contains("0 users").all()
    empty = train(blobs.iloc[:0])
    assert empty.empty
    pd.testing.assert_series_equal(empty.dtypes, train(blobs).dtypes)


def test_identical_users_are_one_segment(blobs: pd.DataFrame) -> None:
    same = blobs.assign(**dict.fromkeys(SIGNALS, 0.5))
    assert chosen_segment_count(score_segment_counts(same, QUICK)) == 1
    assert train(same)["cluster"].nunique() == 1


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e9])
def test_bad_value_is_a_clear_error(blobs: pd.DataFrame, value: float) -> None:
    bad = blobs.copy()
    bad.loc[3, "night_rate"] = value
    for function in (train, lambda frame: score_segment_counts(frame, QUICK)):
        with pytest.raises(ValueError, match="night_rate is null, infinite"):
            function(bad)


def test_bad_frames_are_clear_errors(blobs: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="one row per user_id"):
        train(pd.concat([blobs, blobs]))
    with pytest.raises(ValueError, match="need a column user_id"):
        score_segment_counts(blobs[SIGNALS], QUICK)
    with pytest.raises(ValueError, match="one column per signal"):
        score_segment_counts(blobs[["user_id"]], QUICK)
    scale = make_scale(blobs)
    with pytest.raises(ValueError, match="list every signal once"):
        train_centroids(blobs, scale.iloc[1:], 4, QUICK)
    with pytest.raises(ValueError, match="not positive"):
        train_centroids(blobs, scale.assign(deviation=0.0), 4, QUICK)
    with pytest.raises(ValueError, match="at least 1"):
        train(blobs, 0)


def test_resample_with_fewer_points_than_clusters_stays_quiet() -> None:
    few = make_blobs(9)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scored = score_segment_counts(few, replace(QUICK, resample_count=20))
    assert scored["jaccard_min"].between(0, 1).all()


def test_fit_of_as_many_clusters_as_points_finds_the_points() -> None:
    distinct = np.arange(10.0).reshape(5, 2)
    found = fit_starts(distinct, np.ones(5), 5, 5, 42)
    np.testing.assert_allclose(np.sort(found, axis=0), distinct)


# Parameters.


def test_parameters_are_read_from_strings() -> None:
    parameters = read_parameters(
        {"segment_count": "auto", "minimum_share": ".05", "start_count": "7"}
    )
    assert parameters == SegmentationParameters(
        segment_count="auto", minimum_share=0.05, start_count=7
    )
    assert read_parameters({"segment_count": "6"}).segment_count == 6


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"segment_count": "9"}, "segment_count must be 2 to 8 or 'auto'"),
        ({"segment_count": "many"}, "segment_count must be a whole number"),
        ({"start_count": "0"}, "start_count must be at least 1"),
        ({"start_count": "2.5"}, "start_count must be a whole number"),
        ({"minimum_share": "x"}, "minimum_share must be a number"),
        ({"minimum_share": "nan"}, "minimum_share must be at least 0"),
        ({"random_seed": "-1"}, "random_seed must be at least 0"),
        ({"random_seed": str(2**31)}, "random_seed must be below"),
        ({"n_init": "20"}, "Unknown parameters"),
    ],
)
def test_bad_parameters_are_clear_errors(values: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_parameters(values)


# Matching.


def make_affinities(rows: list[list[float]], perks: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (cluster, perk, score)
            for cluster, row in enumerate(rows)
            for perk, score in zip(perks, row, strict=True)
        ],
        columns=["cluster", "perk_code", "score"],
    )


def match(
    rows: list[list[float]], perks: str, lead_min_z: float = 0.15
) -> list[str | None]:
    scores = make_affinities(rows, perks)
    shuffled = scores.sample(frac=1, random_state=1)
    matched = match_perks_to_clusters(shuffled, lead_min_z)
    assert matched["cluster"].tolist() == list(range(len(rows)))
    return [None if pd.isna(perk) else perk for perk in matched["perk_code"]]


@pytest.mark.parametrize(
    ("rows", "perks", "expected"),
    [
        ([[1.0, 0.2], [0.1, 1.0]], "ab", ["a", "b"]),
        # The best total, not the best single score.
        ([[1.0, 0.9], [0.9, 0.2]], "ab", ["b", "a"]),
        # Exactly the limit leads, just below does not.
        ([[0.15, 0.0], [0.0, 0.149]], "ab", ["a", None]),
        # More clusters than perks, and fewer.
        ([[0.1, 0.9], [0.2, 0.1], [0.8, 0.0]], "ab", ["b", None, "a"]),
        ([[0.1, 0.9, 0.3], [0.2, 0.8, 0.7]], "abc", ["b", "c"]),
        ([[0.1, 0.9, 0.3]], "abc", ["b"]),
        # Ties go to the first cluster and the first perk.
        ([[1.0, 1.0], [1.0, 1.0]], "ab", ["a", "b"]),
        ([[1.0], [1.0]], "a", ["a", None]),
        # A perk that varies for nobody leads nobody.
        ([[np.nan, 0.5], [np.nan, 0.6]], "ab", [None, "b"]),
    ],
)
def test_perks_are_matched(
    rows: list, perks: str, expected: list[str | None]
) -> None:
    assert match(rows, perks) == expected


def test_matching_equals_brute_force() -> None:
    state = np.random.RandomState(4)
    for _ in range(20):
        # Coarse scores, so that there are ties.
        table = state.randint(1, 4, size=(5, 4)) / 2
        found = match(table.tolist(), "abcd", 0.0)
        best = min(
            (-sum(table[row, p] for row, p in enumerate(order) if p < 4), order)
            for order in permutations(range(5))
        )
        assert found == [("abcd"[p] if p < 4 else None) for p in best[1]]


def test_incomplete_or_infinite_scores_are_clear_errors() -> None:
    scores = make_affinities([[1.0, 0.2], [0.1, 1.0]], "ab")
    bad = scores.assign(score=[np.inf, 0.0, 0.0, 0.0])
    for frame in (scores.iloc[1:], pd.concat([scores, scores]), bad):
        with pytest.raises(ValueError, match="one finite score"):
            match_perks_to_clusters(frame, 0.15)


def test_no_clusters_match_nothing(blobs: pd.DataFrame) -> None:
    scores = make_affinities([[1.0]], "a").iloc[:0]
    assert match_perks_to_clusters(scores, 0.15).empty
    assert match_clusters(train(blobs.iloc[:0]), train(blobs)).empty
    assert match_clusters(train(blobs), train(blobs.iloc[:0])).empty


def test_clusters_of_two_models_are_matched(blobs: pd.DataFrame) -> None:
    before = train(blobs)
    same = match_clusters(before, before)
    assert (same["previous_cluster"] == same["cluster"]).all()
    assert (same["distance"] == 0).all()
    renumbered = before.assign(cluster=(before["cluster"] + 1) % 4)
    matched = match_clusters(before, renumbered)
    assert matched["cluster"].tolist() == [1, 2, 3, 0]
    more = match_clusters(before, train(blobs, 5))
    assert more["previous_cluster"].tolist() == [0, 1, 2, 3]
    assert more["cluster"].is_unique


def test_clusters_are_compared_in_their_own_units(blobs: pd.DataFrame) -> None:
    before = train(blobs)
    raw = before["mean"] + before["centroid"] * before["deviation"]
    after = before.assign(mean=5.0, deviation=4.0, centroid=(raw - 5.0) / 4.0)
    matched = match_clusters(before, after)
    assert (matched["previous_cluster"] == matched["cluster"]).all()
    assert matched["distance"].to_numpy() == pytest.approx(0, abs=1e-12)


def test_models_without_a_common_signal_do_not_match(
    blobs: pd.DataFrame,
) -> None:
    before = train(blobs)
    after = before.assign(signal=before["signal"] + "_2")
    with pytest.raises(ValueError, match="share no signal"):
        match_clusters(before, after)


# The segments of the model before.


def name(centroids: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Return a model whose clusters bear keys, in order of their numbers."""
    named = centroids["cluster"].map(dict(enumerate(keys))).astype("string")
    return centroids.assign(segment_key=named, lead_perk_code=None)


def test_clusters_are_told_their_former_segment(blobs: pd.DataFrame) -> None:
    former = name(train(blobs), "a", "b", "c", "d")
    moved = former.assign(cluster=(former["cluster"] + 1) % 4)
    moved["centroid"] += np.where(moved["cluster"] == 0, 0.5, 0.0)
    found = match_reference(moved, former)
    assert len(found) == len(moved)
    assert (found["matched_segment_key"] == found["segment_key"]).all()
    # Half a deviation along each signal, and nothing for the others.
    step = 0.5 * np.sqrt(found["signal"].nunique())
    expected = np.where(found["cluster"] == 0, step, 0.0)
    assert found["match_distance"].to_numpy() == pytest.approx(expected)
    assert found[moved.columns.tolist()].equals(moved)


def test_a_cluster_too_many_has_no_former_segment(blobs: pd.DataFrame) -> None:
    former = name(train(blobs), "a", "b", "c", "d")
    more = name(train(blobs, 5), "a", "b", "c", "d", "e")
    found = match_reference(more, former).drop_duplicates("cluster")
    assert found["matched_segment_key"].dropna().is_unique
    (alone,) = found[found["matched_segment_key"].isna()].itertuples()
    assert np.isnan(alone.match_distance)


def test_without_a_former_model_nothing_is_matched(
    blobs: pd.DataFrame,
) -> None:
    first = name(train(blobs), "a", "b", "c", "d")
    found = match_reference(first, first.iloc[:0])
    assert len(found) == len(first)
    assert found["matched_segment_key"].isna().all()
    assert found["match_distance"].isna().all()


def column_types(frame: pd.DataFrame) -> dict[str, str]:
    """Return what a database makes of the columns."""
    relation = duckdb.from_df(frame)
    return dict(zip(relation.columns, map(str, relation.types), strict=True))


def test_a_build_that_trains_nothing_learns_the_same_columns(
    blobs: pd.DataFrame, scores: pd.DataFrame
) -> None:
    """Types too: an empty table must join like a full one."""
    trained = name(train(blobs), "a", "b", "c", "d")
    learned = match_reference(
        trained.astype({"lead_perk_code": "string"}), trained
    )
    for nothing, full in ((empty_model(), learned), (empty_scores(), scores)):
        assert nothing.empty
        assert column_types(nothing) == column_types(full)
