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
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn import metrics
from sklearn.cluster import KMeans
from traveltide.relations import read_points
from traveltide.segmentation import (
    SegmentationParameters,
    empty_assignments,
    empty_model,
    empty_scores,
    read_parameters,
    score_segment_counts,
    segment_every_cut,
    train_model,
)
from traveltide.segmentation.clustering import (
    assign,
    find_centroids,
    fit_labels,
    fit_starts,
)
from traveltide.segmentation.evaluation import (
    METRICS,
    SHUFFLE_COUNT,
    choose_segment_count,
    find_agreement,
    find_jaccards,
)
from traveltide.segmentation.naming import describe_centroid, name_clusters
from traveltide.segmentation.points import order_by_md5, prepare_points
from traveltide.segmentation.training import UNSTRUCTURED

# Not in order of the alphabet: the order is that of their places.
NAMES = ["bags", "deals", "cancels", "nights"]
KEYS = ["bag_heavy", "deal_driven", "flexible", "long_stay"]
SIGNALS = pd.DataFrame(
    {
        "signal": NAMES,
        "place": range(1, 5),
        "segment_key": KEYS,
        "more": [f"more {name}" for name in NAMES],
        "less": [f"less {name}" for name in NAMES],
    }
)
CENTERS = np.array(
    [
        [3.0, -1.0, -1.0, 0.0],
        [-1.0, 3.0, -1.0, 0.5],
        [-1.0, -1.0, 3.0, -0.5],
        [-1.0, -1.0, -1.0, 3.0],
    ]
)
NO_REFERENCE = pd.DataFrame(
    columns=[
        "cluster",
        "segment_key",
        "signal",
        "centroid",
        "mean",
        "deviation",
    ]
)
QUICK = SegmentationParameters(
    start_count=5, resample_count=4, resample_start_count=3, seed_count=2
)


def make_points(matrix: np.ndarray, seed: int = 7) -> pd.DataFrame:
    """Return users at points, with keys that are not in order."""
    state = np.random.RandomState(seed)
    points = pd.DataFrame(matrix, columns=NAMES)
    points.insert(0, "user_id", state.permutation(len(matrix)) + 1000)
    for name in NAMES:
        trials = state.randint(0, 6, len(matrix))
        points[f"{name}_count"] = state.binomial(trials, 0.5)
        points[f"{name}_trials"] = trials
    return points


def make_blobs(
    user_count: int = 600, spread: float = 0.5, seed: int = 7
) -> pd.DataFrame:
    """Draw users around the centers."""
    state = np.random.RandomState(seed)
    own = state.randint(len(CENTERS), size=user_count)
    points = CENTERS[own] + state.normal(0, spread, (user_count, len(NAMES)))
    deviations = points.std(axis=0) if user_count > 1 else 1.0
    return make_points((points - points.mean(axis=0)) / deviations)


def make_scales() -> pd.DataFrame:
    scales = {"mean": 0.25, "deviation": 2.0, "rate": 0.3, "strength": 4.0}
    return pd.DataFrame({"signal": sorted(NAMES)} | scales)


def make_choice(k: int | None, reason: str = "") -> pd.DataFrame:
    ks = np.arange(2, 9)
    return pd.DataFrame(
        {"k": ks, "is_chosen": ks == k, "degraded_reason": reason}
    )


def score(
    points: pd.DataFrame, parameters: SegmentationParameters = QUICK
) -> pd.DataFrame:
    return score_segment_counts(points, SIGNALS, parameters)


def train(
    points: pd.DataFrame,
    segment_count: int | None = 4,
    parameters: SegmentationParameters = QUICK,
    reference: pd.DataFrame = NO_REFERENCE,
    scales: pd.DataFrame | None = None,
) -> pd.DataFrame:
    return train_model(
        points,
        SIGNALS,
        make_scales() if scales is None else scales,
        make_choice(segment_count),
        reference,
        parameters,
    )


def widen(model: pd.DataFrame, value: str = "centroid") -> np.ndarray:
    return model.pivot(index="cluster", columns="signal", values=value)[
        NAMES
    ].to_numpy()


def digest(frame: pd.DataFrame) -> str:
    text = frame.to_csv(index=False, float_format="%.17g")
    return md5(text.encode()).hexdigest()


def read_matrix(points: pd.DataFrame) -> np.ndarray:
    return prepare_points(points, NAMES)[1]


def fit_best(matrix: np.ndarray, k: int = 4) -> KMeans:
    """Fit with scikit-learn alone, clusters in order of their centres."""
    model = KMeans(k, n_init=20, tol=0, random_state=0).fit(matrix)
    order = np.lexsort(model.cluster_centers_.T[::-1])
    model.cluster_centers_ = model.cluster_centers_[order]
    return model


@pytest.fixture(scope="module")
def blobs() -> pd.DataFrame:
    return make_blobs()


@pytest.fixture(scope="module")
def scores(blobs: pd.DataFrame) -> pd.DataFrame:
    return score(blobs, replace(QUICK, worker_count=2))


@pytest.fixture(scope="module")
def noise() -> pd.DataFrame:
    """Two-valued signals that have nothing to do with each other."""
    state = np.random.RandomState(1)
    matrix = (state.rand(800, len(NAMES)) < [0.5, 0.2, 0.1, 0.05]) * 1.0
    matrix += state.normal(0, 0.05, matrix.shape)
    return make_points((matrix - matrix.mean(axis=0)) / matrix.std(axis=0))


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


def test_auto_chooses_the_planted_number(scores: pd.DataFrame) -> None:
    assert scores.loc[scores["is_chosen"], "k"].tolist() == [4]
    assert scores.loc[scores["is_chosen"], "is_eligible"].all()


def test_metrics_equal_those_of_scikit_learn(
    blobs: pd.DataFrame, scores: pd.DataFrame
) -> None:
    matrix = read_matrix(blobs)
    for row in scores.itertuples():
        labels = fit_labels(matrix, row.k, QUICK.start_count, QUICK.random_seed)
        own = np.array([matrix[labels == c].mean(axis=0) for c in range(row.k)])
        separation = metrics.calinski_harabasz_score(matrix, labels)
        expected = {
            "inertia": ((matrix - own[labels]) ** 2).sum(),
            "silhouette": metrics.silhouette_score(matrix, labels),
            "davies_bouldin": metrics.davies_bouldin_score(matrix, labels),
            "calinski_harabasz": separation,
            "smallest_share": np.bincount(labels).min() / 600,
            "structure_ratio": separation / row.shuffled_calinski_harabasz,
        }
        for name, value in expected.items():
            assert getattr(row, name) == pytest.approx(value, abs=2e-6), name


def test_shuffled_separation_is_that_of_columns_shuffled_alone(
    blobs: pd.DataFrame, scores: pd.DataFrame
) -> None:
    found = []
    for draw in range(SHUFFLE_COUNT):
        state = np.random.RandomState([QUICK.random_seed, draw])
        columns = [state.permutation(column) for column in read_matrix(blobs).T]
        shuffled = np.column_stack(columns)
        labels = fit_best(shuffled).labels_
        found.append(metrics.calinski_harabasz_score(shuffled, labels))
    value = scores.loc[scores["k"] == 4, "shuffled_calinski_harabasz"].item()
    assert value == pytest.approx(np.mean(found), rel=0.01)


def test_stable_noise_is_not_eligible(noise: pd.DataFrame) -> None:
    scored = score(noise)
    stable = scored[
        (scored["jaccard_min"] >= QUICK.minimum_jaccard)
        & (scored["seed_agreement_min"] >= QUICK.minimum_seed_agreement)
        & (scored["smallest_share"] >= QUICK.minimum_share)
    ]
    assert len(stable)
    assert (stable["structure_ratio"] < 1 + QUICK.minimum_structure).all()
    assert not scored["is_eligible"].any()
    assert not scored["is_chosen"].any()


def test_silhouette_is_of_the_first_users_in_md5_order(
    blobs: pd.DataFrame,
) -> None:
    scored = score(blobs, replace(QUICK, silhouette_sample_max=100))
    user_ids, matrix = prepare_points(blobs, NAMES)
    labels = fit_labels(matrix, 4, QUICK.start_count, QUICK.random_seed)
    hashes = [md5(str(key).encode()).hexdigest() for key in user_ids]
    kept = np.argsort(hashes)[:100]
    expected = metrics.silhouette_score(matrix[kept], labels[kept])
    found = scored.loc[scored["k"] == 4, "silhouette"].item()
    assert found == pytest.approx(expected, abs=1e-6)
    assert set(order_by_md5(user_ids, 100)) == set(kept)


def test_evaluation_sample_is_taken_in_md5_order(blobs: pd.DataFrame) -> None:
    hashes = blobs["user_id"].map(
        lambda key: md5(str(key).encode()).hexdigest()
    )
    first = blobs.loc[hashes.sort_values().index[:150]]
    sampled = score(blobs, replace(QUICK, evaluation_sample_max=150))
    pd.testing.assert_frame_equal(sampled, score(first))


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
    matrix = read_matrix(blobs)
    labels = fit_labels(matrix, 4, QUICK.start_count, QUICK.random_seed)
    rounds = []
    for draw in range(QUICK.resample_count):
        state = np.random.RandomState([QUICK.random_seed, draw])
        drawn = state.randint(600, size=600, dtype=np.int64)
        fit = KMeans(4, n_init=10, random_state=1).fit(matrix[drawn])
        table = pd.crosstab(labels, fit.predict(matrix)).to_numpy()
        either = table.sum(1)[:, None] + table.sum(0) - table
        rounds.append((table / either).max(axis=1))
    found = scores.loc[scores["k"] == 4, "jaccard_min"].item()
    assert found == pytest.approx(np.mean(rounds, axis=0).min(), abs=0.005)


# The choice of k.

GOOD = {
    "structure_ratio": 1.2,
    "jaccard_min": 0.9,
    "seed_agreement_min": 0.99,
    "smallest_share": 0.1,
}


def make_scores(**columns: list) -> pd.DataFrame:
    good = GOOD | {"calinski_harabasz": 100.0, "is_eligible": True}
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
        ({"is_eligible": [False] * 4}, None),
    ],
)
def test_auto_rule(columns: dict, expected: int | None) -> None:
    scored = make_scores(**columns)
    assert choose_segment_count(scored, 99, QUICK, 8) == expected


@pytest.mark.parametrize(("signals", "expected"), [(8, 5), (4, 4), (1, 5)])
def test_auto_gives_each_segment_a_signal_if_it_can(
    signals: int, expected: int
) -> None:
    scored = make_scores()
    assert choose_segment_count(scored, 99, QUICK, signals) == expected


@pytest.mark.parametrize(
    ("metric", "limit"),
    [
        ("structure_ratio", 1.1),
        ("jaccard_min", 0.75),
        ("seed_agreement_min", 0.95),
        ("smallest_share", 0.03),
    ],
)
def test_number_set_by_hand_must_be_eligible(metric: str, limit: float) -> None:
    wanted = replace(QUICK, segment_count=4)
    exact = make_scores(**{metric: limit})
    assert choose_segment_count(exact, 99, wanted, 8) == 4
    below = make_scores(**{metric: [2.0, 2.0, limit - 0.01, 2.0]})
    words = f"^segment_count 4 is not eligible: {metric} is .*, below {limit}; "
    with pytest.raises(ValueError, match=words) as error:
        choose_segment_count(below, 99, wanted, 8)
    assert "\n" not in str(error.value)


def test_each_metric_of_an_eligible_number_has_a_limit(
    blobs: pd.DataFrame, scores: pd.DataFrame
) -> None:
    """What is raised above the planted number's own value rules it out."""
    row = scores.set_index("k").loc[4]
    for change in (
        {"minimum_structure": row["structure_ratio"] - 1 + 0.001},
        {"minimum_jaccard": 1.001},
        {"minimum_seed_agreement": 1.001},
        {"minimum_share": row["smallest_share"] + 0.001},
    ):
        changed = score(blobs, replace(QUICK, **change))
        assert not changed.set_index("k").loc[4, "is_eligible"], change


def test_noise_is_refused_by_hand_and_one_group_by_rule(
    noise: pd.DataFrame,
) -> None:
    with pytest.raises(ValueError, match="structure_ratio is"):
        score(noise, replace(QUICK, segment_count=3))
    model = train_model(
        noise, SIGNALS, make_scales(), score(noise), NO_REFERENCE, QUICK
    )
    assert (model["cluster"] == 1).all()
    assert (model["segment_key"] == "one_group").all()
    assert (model["description"] == "close to the average of all").all()
    assert (model["degraded_reason"] == UNSTRUCTURED).all()
    assert (model["user_share"] == 1).all()
    assert model["centroid"].to_numpy() == pytest.approx(0, abs=1e-6)


# The model.


def test_model_is_long_and_complete(blobs: pd.DataFrame) -> None:
    model = train(blobs)
    assert model.columns.tolist() == [
        "model_version",
        "input_fingerprint",
        "cluster",
        "segment_key",
        "description",
        "signal",
        "centroid",
        "rate",
        "user_share",
        "spread",
        "degraded_reason",
        "matched_segment_key",
        "match_distance",
    ]
    assert model["cluster"].tolist() == np.repeat([1, 2, 3, 4], 4).tolist()
    assert model["signal"].tolist() == NAMES * 4
    assert model["model_version"].nunique() == 1
    assert (model["degraded_reason"] == "").all()
    assert (model["centroid"] == model["centroid"].round(8)).all()
    assert set(model["segment_key"]) == set(KEYS)


def test_centroids_are_the_best_fit_of_scikit_learn(
    blobs: pd.DataFrame,
) -> None:
    matrix = read_matrix(blobs)
    model = fit_best(matrix)
    found = widen(train(blobs))
    np.testing.assert_allclose(found, model.cluster_centers_, atol=1e-8)
    model.cluster_centers_ = found
    assert (model.predict(matrix) == assign(matrix, found)).all()
    assert found.tolist() == sorted(found.tolist())


def test_clusters_are_measured_on_their_members(blobs: pd.DataFrame) -> None:
    model = train(blobs)
    ordered = blobs.sort_values("user_id")
    clusters = assign(read_matrix(blobs), widen(model)) + 1
    for row in model.itertuples():
        own = ordered[clusters == row.cluster]
        counted, tried = own[f"{row.signal}_count"], own[f"{row.signal}_trials"]
        assert row.rate == pytest.approx(counted.sum() / tried.sum(), abs=1e-8)
        assert row.user_share == pytest.approx(len(own) / 600)
        gaps = own[NAMES].to_numpy() - widen(model)[row.cluster - 1]
        spread = np.sqrt((gaps**2).sum(axis=1).mean())
        assert row.spread == pytest.approx(spread, abs=1e-5)


def test_rate_without_trials_is_zero(blobs: pd.DataFrame) -> None:
    model = train(blobs.assign(bags_count=0, bags_trials=0))
    assert (model.loc[model["signal"] == "bags", "rate"] == 0).all()


def test_mean_of_a_cluster_is_that_of_its_users(blobs: pd.DataFrame) -> None:
    matrix = read_matrix(blobs)
    labels = fit_labels(matrix, 4, 5, 42)
    found = find_centroids(matrix, labels)
    for cluster in range(4):
        own = matrix[labels == cluster].mean(axis=0)
        assert found[cluster] == pytest.approx(own, abs=1e-12)


def test_another_seed_keeps_assignments(blobs: pd.DataFrame) -> None:
    matrix = read_matrix(blobs)
    first = assign(matrix, widen(train(blobs)))
    for seed in (1, 2, 3):
        other = train(blobs, parameters=replace(QUICK, random_seed=seed))
        assert find_agreement(first, assign(matrix, widen(other))) >= 0.97


def test_losing_one_user_in_a_hundred_keeps_assignments(
    blobs: pd.DataFrame,
) -> None:
    matrix = read_matrix(blobs)
    first = assign(matrix, widen(train(blobs)))
    for seed in (1, 2, 3):
        kept = blobs.sample(frac=0.99, random_state=seed)
        assert find_agreement(first, assign(matrix, widen(train(kept)))) >= 0.97


# Determinism.


def test_order_of_rows_and_columns_changes_nothing(
    blobs: pd.DataFrame, scores: pd.DataFrame
) -> None:
    shuffled = blobs.sample(frac=1, random_state=5)[[*reversed(blobs.columns)]]
    signals = SIGNALS.iloc[::-1]
    pd.testing.assert_frame_equal(
        score_segment_counts(shuffled, signals, QUICK), scores, check_exact=True
    )
    found = train_model(
        shuffled,
        signals,
        make_scales().iloc[::-1],
        make_choice(4).iloc[::-1],
        NO_REFERENCE,
        QUICK,
    )
    assert digest(found) == digest(train(blobs))


def test_noise_in_the_last_bits_changes_nothing(blobs: pd.DataFrame) -> None:
    noisy = blobs.copy()
    noisy[NAMES] = noisy[NAMES] * (1 + 2e-16) + 1e-16
    assert digest(train(noisy)) == digest(train(blobs))


def test_model_version_follows_all_that_scoring_uses(
    blobs: pd.DataFrame,
) -> None:
    moved, counted = blobs.copy(), blobs.copy()
    moved.loc[0, "bags"] += 0.01
    counted.loc[0, ["bags_count", "bags_trials"]] += 1
    scales = make_scales()
    frames = [
        train(blobs),
        train(moved),
        train(counted),
        train(blobs.iloc[1:]),
        train(blobs, 5),
        train(blobs, parameters=replace(QUICK, random_seed=1)),
        train(blobs, parameters=replace(QUICK, start_count=6)),
        *(
            train(blobs, scales=scales.assign(**{name: 0.5}))
            for name in ("mean", "deviation", "rate", "strength")
        ),
    ]
    versions = {frame["model_version"].iloc[0] for frame in frames}
    assert len(versions) == len(frames)
    workers = train(blobs, parameters=replace(QUICK, worker_count=1))
    assert workers["model_version"].equals(frames[0]["model_version"])


SCRIPT = """
from test_segmentation import *
blobs = make_blobs(1200, spread=1.2)
parameters = replace(QUICK, worker_count=int(sys.argv[1]))
print(digest(score(blobs, parameters)), digest(train(blobs)))
"""


def test_threads_and_workers_change_nothing() -> None:
    blobs = make_blobs(1200, spread=1.2)
    answers = {f"{digest(score(blobs))} {digest(train(blobs))}\n"}
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


def test_flat_signal_is_labelled(blobs: pd.DataFrame) -> None:
    flat = blobs.assign(deals=0.0)
    scales = make_scales()
    scales.loc[scales["signal"] == "deals", "deviation"] = 0.0
    scored = score(flat)
    reason = "no variance, counted as zero: deals"
    assert (scored["degraded_reason"] == reason).all()
    model = train_model(flat, SIGNALS, scales, scored, NO_REFERENCE, QUICK)
    assert (model.loc[model["signal"] == "deals", "centroid"] == 0).all()
    assert model["degraded_reason"].str.endswith(reason).all()
    assert "deal_driven" not in set(model["segment_key"])


@pytest.mark.parametrize("user_count", [2, 3])
@pytest.mark.parametrize("copies", [1, 4])
@pytest.mark.parametrize("wanted", [3, 5, "auto"])
def test_fewer_points_than_clusters(
    user_count: int, copies: int, wanted: int | str
) -> None:
    few = pd.concat([make_blobs(user_count)] * copies)
    few["user_id"] = range(len(few))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scored = score(few, replace(QUICK, segment_count=wanted))
        model = train_model(
            few, SIGNALS, make_scales(), scored, NO_REFERENCE, QUICK
        )
    assert len(scored) == 7
    short = scored["k"] >= user_count
    assert (
        scored["degraded_reason"].str.contains("distinct points") == short
    ).all()
    assert scored.loc[scored["k"] > user_count, "inertia"].isna().all()
    if wanted == "auto":
        assert not scored.loc[short, "is_chosen"].any()
        return
    chosen = scored[scored["is_chosen"]]
    assert chosen["k"].item() == user_count == model["cluster"].nunique()
    reason = chosen["degraded_reason"].item()
    assert reason.startswith(f"{wanted} segments") == (wanted > user_count)
    assert (model["degraded_reason"] == reason).all()


@pytest.mark.parametrize("wanted", [5, "auto"])
def test_one_user_is_one_segment(wanted: int | str) -> None:
    one = make_blobs(1)
    scored = score(one, replace(QUICK, segment_count=wanted))
    assert not scored["is_chosen"].any()
    assert scored["inertia"].isna().all()
    scales = make_scales().assign(deviation=0.0)
    model = train_model(one, SIGNALS, scales, scored, NO_REFERENCE, QUICK)
    assert (model["cluster"] == 1).all()
    assert (model["user_share"] == 1).all()
    assert (model["spread"] == 0).all()
    assert model["degraded_reason"].str.contains("1 distinct points").all()


def test_nobody_gives_no_segment(blobs: pd.DataFrame) -> None:
    scored = score(blobs.iloc[:0])
    assert len(scored) == 7
    assert not scored["is_chosen"].any()
    assert scored["degraded_reason"].str.contains("0 users").all()
    empty = train(blobs.iloc[:0], None)
    assert empty.empty
    pd.testing.assert_series_equal(empty.dtypes, train(blobs).dtypes)


def test_identical_users_are_one_segment(blobs: pd.DataFrame) -> None:
    same = blobs.assign(**dict.fromkeys(NAMES, 0.0))
    scored = score(same, replace(QUICK, segment_count=5))
    assert not scored["is_chosen"].any()
    assert train(same, None)["cluster"].nunique() == 1


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e9])
def test_bad_value_is_a_clear_error(blobs: pd.DataFrame, value: float) -> None:
    bad = blobs.copy()
    bad.loc[3, "nights"] = value
    for function in (train, score):
        with pytest.raises(ValueError, match="Column nights is null or not"):
            function(bad)


def test_bad_frames_are_clear_errors(blobs: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="one row per user_id"):
        train(pd.concat([blobs, blobs]))
    for missing in ("user_id", "deals", "bags_trials"):
        with pytest.raises(ValueError, match=f"lack the columns .'{missing}'"):
            train(blobs.drop(columns=missing))
    with pytest.raises(ValueError, match="Column bags_count is null or not"):
        train(blobs.assign(bags_count=-1))
    twice = pd.concat([SIGNALS, SIGNALS])
    for signals in (SIGNALS.iloc[:0], twice):
        with pytest.raises(ValueError, match="listed once"):
            score_segment_counts(blobs, signals, QUICK)
    scales = make_scales()
    with pytest.raises(ValueError, match="the signals are"):
        train(blobs, scales=scales.iloc[1:])
    for change in ({"deviation": 0.0}, {"rate": np.nan}):
        with pytest.raises(ValueError, match="not positive"):
            train(blobs, scales=scales.assign(**change))


def test_more_users_than_agreed_are_refused(blobs: pd.DataFrame) -> None:
    relation = duckdb.from_df(blobs)
    assert len(read_points(relation, 600)) == 600
    with pytest.raises(ValueError, match="more than 599 users"):
        read_points(relation, 599)


def test_resample_with_fewer_points_than_clusters_stays_quiet() -> None:
    few = make_blobs(9)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scored = score(few, replace(QUICK, resample_count=20))
    assert scored["jaccard_min"].between(0, 1).all()


def test_fit_of_as_many_clusters_as_points_finds_the_points() -> None:
    distinct = np.arange(10.0).reshape(5, 2)
    found = fit_starts(distinct, 5, 5, 42)
    np.testing.assert_allclose(np.sort(found, axis=0), distinct)


# Parameters.


def test_parameters_are_read_from_strings() -> None:
    parameters = read_parameters(
        {"segment_count": "6", "minimum_share": ".05", "start_count": "7"}
    )
    assert parameters == SegmentationParameters(
        segment_count=6, minimum_share=0.05, start_count=7
    )
    assert read_parameters({}).segment_count == "auto"
    assert read_parameters({"segment_count": "auto"}).segment_count == "auto"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"segment_count": "9"}, "segment_count must be 2 to 8 or 'auto'"),
        ({"segment_count": "many"}, "segment_count must be a whole number"),
        ({"start_count": "0"}, "start_count must be at least 1"),
        ({"start_count": "2.5"}, "start_count must be a whole number"),
        ({"minimum_share": "x"}, "minimum_share must be a number"),
        ({"minimum_structure": "nan"}, "minimum_structure must be at least 0"),
        ({"random_seed": "-1"}, "random_seed must be at least 0"),
        ({"random_seed": str(2**31)}, "random_seed must be below"),
        ({"n_init": "20"}, "Unknown parameters"),
    ],
)
def test_bad_parameters_are_clear_errors(values: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_parameters(values)


# Names.


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # The best total, not the best single coordinate.
        ([[1.0, 0.9, 0, 0], [0.9, 0.2, 0, 0]], ["deal_driven", "bag_heavy"]),
        # Exactly the limit bears the name, just below does not.
        ([[0.15, 0, 0, 0], [0, 0.149, 0, 0]], ["bag_heavy", "group_1"]),
        # More clusters than signals; left-overs count from 1 in their order.
        (
            np.eye(4)[[3, 3, 0, 3, 1]] * [[1.0], [0.9], [1.0], [0.8], [1.0]],
            ["long_stay", "group_1", "bag_heavy", "group_2", "deal_driven"],
        ),
        ([[2.0, 0, 0, 0]], ["one_group"]),
    ],
)
def test_clusters_are_named(rows: list, expected: list[str]) -> None:
    assert name_clusters(np.array(rows), SIGNALS, 0.15) == expected
    backwards = SIGNALS.iloc[::-1]
    assert name_clusters(np.array(rows), backwards, 0.15) == expected


TABLES = st.integers(2, 8).flatmap(
    lambda count: arrays(float, (count, 4), elements=st.floats(-3, 3, width=16))
)


@settings(max_examples=100, deadline=None)
@given(TABLES)
def test_names_are_true_and_unique(table: np.ndarray) -> None:
    keys = name_clusters(table, SIGNALS, 0.15)
    assert len(set(keys)) == len(keys) == len(table)
    for row, key in zip(table, keys, strict=True):
        assert key.startswith("group_") or row[KEYS.index(key)] >= 0.15


def test_members_of_a_named_segment_stand_out(blobs: pd.DataFrame) -> None:
    model = train(blobs, 6)
    clusters = assign(read_matrix(blobs), widen(model)) + 1
    named = model.drop_duplicates("cluster").set_index("cluster")["segment_key"]
    assert named.str.startswith("group_").any()
    ordered = blobs.sort_values("user_id")
    for cluster, key in named[named.isin(KEYS)].items():
        own = ordered.loc[clusters == cluster, NAMES[KEYS.index(key)]]
        assert own.mean() >= 0.15 - 1e-6


@pytest.mark.parametrize(
    ("centroid", "expected"),
    [
        ([1.0, -2.0, 0.5, 0.0], "less deals, more bags"),
        ([0.25, 0.0, 0.0, -0.249], "more bags"),
        ([0.24, -0.24, 0.0, 0.1], "close to the average of all"),
        # Of equals the first in order of place.
        ([0.5, -0.5, 0.5, 0.5], "more bags, less deals"),
    ],
)
def test_description_says_the_largest_deviations(
    centroid: list[float], expected: str
) -> None:
    assert describe_centroid(np.array(centroid), SIGNALS) == expected
    found = describe_centroid(np.array(centroid), SIGNALS.iloc[::-1])
    assert found == expected


# The segments of the model before.


def make_reference(model: pd.DataFrame) -> pd.DataFrame:
    columns = ["cluster", "segment_key", "signal", "centroid"]
    return model[columns].merge(make_scales(), on="signal")


def test_a_model_matches_itself(blobs: pd.DataFrame) -> None:
    reference = make_reference(train(blobs))
    for rows in (reference, reference.sample(frac=1, random_state=1)):
        found = train(blobs, reference=rows)
        assert (found["matched_segment_key"] == found["segment_key"]).all()
        assert found["match_distance"].to_numpy() == pytest.approx(0, abs=1e-9)


def test_segments_are_matched_by_distance_not_by_name(
    blobs: pd.DataFrame,
) -> None:
    reference = make_reference(train(blobs))
    reference["cluster"] = (reference["cluster"] + 1) % 4
    reference["segment_key"] = "was_" + reference["segment_key"]
    is_moved = reference["segment_key"] == "was_flexible"
    reference["centroid"] += np.where(is_moved, 0.5, 0.0)
    found = train(blobs, reference=reference)
    was = "was_" + found["segment_key"]
    assert (found["matched_segment_key"] == was).all()
    # Half a deviation along each of four signals, and nothing for the others.
    expected = np.where(found["segment_key"] == "flexible", 1.0, 0.0)
    assert found["match_distance"].to_numpy() == pytest.approx(expected)


def test_models_are_compared_in_their_own_units(blobs: pd.DataFrame) -> None:
    reference = make_reference(train(blobs))
    raw = reference["mean"] + reference["centroid"] * reference["deviation"]
    rescaled = reference.assign(
        mean=5.0, deviation=4.0, centroid=(raw - 5.0) / 4.0
    )
    found = train(blobs, reference=rescaled)
    assert (found["matched_segment_key"] == found["segment_key"]).all()
    assert found["match_distance"].to_numpy() == pytest.approx(0, abs=1e-9)


def test_a_cluster_too_many_has_no_former_segment(blobs: pd.DataFrame) -> None:
    reference = make_reference(train(blobs))
    found = train(blobs, 5, reference=reference).drop_duplicates("cluster")
    assert found["matched_segment_key"].dropna().is_unique
    (alone,) = found[found["matched_segment_key"].isna()].itertuples()
    assert np.isnan(alone.match_distance)


def test_only_common_signals_are_compared(blobs: pd.DataFrame) -> None:
    reference = make_reference(train(blobs))
    fewer = reference[reference["signal"] != "nights"]
    found = train(blobs, reference=fewer)
    assert (found["matched_segment_key"] == found["segment_key"]).all()
    other = reference.assign(signal=reference["signal"] + "_2")
    with pytest.raises(ValueError, match="share no signal"):
        train(blobs, reference=other)


def test_without_a_former_model_nothing_is_matched(
    blobs: pd.DataFrame,
) -> None:
    found = train(blobs)
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
    first = train(blobs)
    pairs = [
        (empty_model(), first),
        (empty_model(), train(blobs, reference=make_reference(first))),
        (empty_scores(), scores),
    ]
    for nothing, full in pairs:
        assert nothing.empty
        assert column_types(nothing) == column_types(full)


# Segments of earlier days


def segment_cuts(points: pd.DataFrame, k: int | None = 4) -> pd.DataFrame:
    return segment_every_cut(points, SIGNALS, make_choice(k), QUICK)


def test_every_cut_is_learned_from_its_own_points(blobs: pd.DataFrame) -> None:
    """What is known on a later day changes nothing on an earlier one."""
    early, late = (pd.Timestamp(2023, 5, day) for day in (1, 15))
    other = blobs.assign(bags=-blobs["bags"])
    first = segment_cuts(blobs.assign(cut=early))
    both = segment_cuts(
        pd.concat([other.assign(cut=late), blobs.assign(cut=early)])
    )
    pd.testing.assert_frame_equal(both[both["cut"] == early], first)
    assert first["user_id"].is_monotonic_increasing
    assert sorted(first["cluster"].unique()) == [1, 2, 3, 4]
    matrix = read_matrix(blobs.sort_values("user_id"))
    labels = first["cluster"].to_numpy()
    own = np.array(
        [matrix[labels == each].mean(axis=0) for each in range(1, 5)]
    )
    assert (assign(matrix, own) + 1 == labels).all()


def test_cuts_without_segments_or_with_few_users(blobs: pd.DataFrame) -> None:
    day = pd.Timestamp(2023, 5, 1)
    one = segment_cuts(blobs.assign(cut=day), None)
    assert (one["cluster"] == 1).all()
    few = segment_cuts(blobs.head(2).assign(cut=day))
    assert sorted(few["cluster"]) == [1, 2]
    nobody = segment_cuts(blobs.head(0).assign(cut=pd.Series(dtype=object)))
    pd.testing.assert_frame_equal(nobody, empty_assignments())
