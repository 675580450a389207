"""Segments and perks that dbt builds, against a second opinion and a truth."""

import csv
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import md5
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
import yaml
from dbt_project import (
    FILES,
    NO_TESTS,
    NO_UNIT_TESTS,
    Outcome,
    Project,
    Warehouse,
    copied_project,
)
from published import FirstRelease
from raw_strategies import write_raw
from reference_features import RawTables
from reference_perks import (
    DEFAULT_PERKS,
    SIGNALS,
    Choices,
    Decision,
    decide_perks,
)
from sklearn.cluster import KMeans
from small_raw import USER_COUNT, small_tables, write_small

TOLERANCE = 1e-9
USERS = 3500
FREQUENT_SHARE = 0.86
PERK_OF_PERSONA = {
    "bag_heavy": "free_checked_bag",
    "flexible": "no_cancellation_fees",
    "deal_driven": "exclusive_discounts",
    "bundler": "free_hotel_night",
}
LEARNERS = ("ml_segment_count_scores", "ml_segment_centroids")
# What the model and the perks follow from, when raw data and features stay.
FROM_SIGNALS = ("--select", "int_training_conditions+", *NO_TESTS)
# Whatever tells about perks, with its tests; no page, no sales.
TO_PERKS = (
    *("--select", "+user_perks", "+user_perk_affinities", "+perk_evidence"),
    *("+perk_sensitivity", "+segment_profiles", "+segment_count_scores"),
    *("+segment_centroids", "stg_remembered__*"),
    *("--indirect-selection", "buildable", *NO_UNIT_TESTS),
)
FROM_CATALOGUE = (
    *("--select", "perk_catalogue+"),
    *("--exclude", "path:models/engine/panels+"),
    *NO_TESTS,
)


def edit_csv(path: Path, changes: dict[str, dict[str, str]]) -> None:
    """Change cells of a seed, given by the first column's value."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    key = next(iter(rows[0]))
    for row in rows:
        row.update(changes.get(row[key], {}))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def rewrite_raw(
    source: Path,
    target: Path,
    change: Callable[[str, list[str], list[list[str]]], list[list[str]]],
) -> Path:
    """Write the four raw files anew, their rows changed."""
    for name in FILES:
        with (source / f"{name}.csv").open(
            encoding="utf-8", newline=""
        ) as file:
            header, *rows = csv.reader(file)
        with (target / f"{name}.csv").open(
            "w", encoding="utf-8", newline=""
        ) as file:
            writer = csv.writer(
                file, quoting=csv.QUOTE_ALL, lineterminator="\n"
            )
            writer.writerows([header, *change(name, header, rows)])
    return target


def continued(source: Outcome, folder: Path) -> Path:
    """Copy a working file into a folder, to build further from there."""
    shutil.copy(source.warehouse.path, folder)
    return folder


def begun_anew(source: Outcome, folder: Path) -> Path:
    """Copy a working file without its memory: a model is trained there."""
    file = shutil.copy(source.warehouse.path, folder)
    with duckdb.connect(str(file)) as connection:
        for (name,) in connection.execute(
            "select table_name from duckdb_tables()"
            " where schema_name = 'remembered'"
        ).fetchall():
            connection.execute(f"delete from remembered.{name}")
    return folder


@pytest.fixture(scope="module")
def populations(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> dict[int, Path]:
    """Generate users with personas, strong ones and none to speak of."""
    folders = {}
    for strength in (4, 1):
        folder = tmp_path_factory.mktemp(f"strength_{strength}")
        arguments = {
            "users": USERS,
            "path": str(folder),
            "frequent_share": FREQUENT_SHARE,
            "persona_strength": strength,
            "trips_per_user": 9,
        }
        outcome = project.run(
            "run-operation",
            "generate_raw_data",
            "--args",
            yaml.safe_dump(arguments),
        )
        assert outcome.succeeded, outcome.errors
        folders[strength] = folder
    return folders


@pytest.fixture(scope="module")
def decided(
    project: Project,
    populations: dict[int, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Outcome:
    """Build from users with strong personas, data tests included."""
    folder = tmp_path_factory.mktemp("decided")
    outcome = project.build(populations[4], within=folder)
    assert outcome.succeeded, outcome.errors
    return outcome


@pytest.fixture(scope="module")
def editable(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Copy the project, so that its seeds may be changed."""
    folder = tmp_path_factory.mktemp("editable")
    root = copied_project(folder / "project")
    return Project(folder, root=root).hurried()


@pytest.fixture
def catalogue(editable: Project) -> Iterator[Path]:
    """Return the perk catalogue of the copy, restored afterwards."""
    path = editable.root / "seeds" / "perk_catalogue.csv"
    before = path.read_bytes()
    yield path
    path.write_bytes(before)


def user_perks(outcome: Outcome) -> pd.DataFrame:
    sql = "select * from marts.user_perks order by user_id"
    return outcome.warehouse.frame(sql).set_index("user_id")


def affinities(outcome: Outcome) -> pd.DataFrame:
    return outcome.warehouse.frame(
        "select * from marts.user_perk_affinities order by user_id, perk_rank"
    )


def wide(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return one row per user and one column per perk."""
    return frame.pivot(index="user_id", columns="perk_code", values=column)


# Against a second opinion


def read_counts(warehouse: Warehouse) -> pd.DataFrame:
    """Return what was counted for each user with a session."""
    counts = warehouse.frame(
        "select sessions.user_id, members.user_id is not null as"
        " is_in_cohort, trips.* exclude (user_id)"
        " from measures.int_sessions_aggregated_to_users as sessions"
        " left join measures.int_trips_aggregated_to_users as trips"
        " on sessions.user_id = trips.user_id"
        " left join measures.int_cohort_users as members"
        " on sessions.user_id = members.user_id order by sessions.user_id"
    ).set_index("user_id")
    return counts.astype(float).fillna(0.0)


def read_centres(warehouse: Warehouse) -> pd.DataFrame:
    centroids = warehouse.frame("select * from marts.segment_centroids")
    return centroids.pivot(
        index="segment_key", columns="signal", values="centroid"
    )


def read_points(warehouse: Warehouse) -> pd.DataFrame:
    """Return the standardised signals of every user."""
    names = [
        name
        for (name,) in warehouse.rows(
            "select signal from learn.int_signal_scales order by signal"
        )
    ]
    points = warehouse.frame(
        "select user_id, has_evidence, point"
        " from learn.int_user_points order by user_id"
    ).set_index("user_id")
    table = pd.DataFrame(
        points["point"].tolist(), index=points.index, columns=names
    )
    return table.assign(has_evidence=points["has_evidence"])


@pytest.fixture(scope="module")
def reference(decided: Outcome) -> Decision:
    warehouse = decided.warehouse
    return decide_perks(read_counts(warehouse), read_centres(warehouse))


def assert_close(actual: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Compare every user and column to the tolerance."""
    expected = expected[actual.columns]
    assert actual.index.tolist() == expected.index.tolist()
    distance = (actual - expected).abs()
    scale = expected.abs().clip(lower=1.0)
    assert (actual.isna() == expected.isna()).all(axis=None)
    assert (distance / scale).max().max() <= TOLERANCE, distance.max()


def test_signals_equal_the_reference(
    decided: Outcome, reference: Decision
) -> None:
    names = list(reference.signals.columns)
    measured = decided.warehouse.frame(
        "select * from learn.int_users_measured order by user_id"
    ).set_index("user_id")
    assert measured["is_in_cohort"].sum() > 2900
    assert (~measured["is_in_cohort"]).sum() > 300
    assert_close(measured[names], reference.signals)
    points = read_points(decided.warehouse)
    assert_close(points.drop(columns="has_evidence"), reference.points)
    is_known = reference.evidence.any(axis=1)
    assert points["has_evidence"].tolist() == is_known.tolist()


def test_affinities_equal_the_reference(
    decided: Outcome, reference: Decision
) -> None:
    found = affinities(decided)
    assert_close(wide(found, "own_affinity"), reference.own)
    assert_close(wide(found, "affinity"), reference.scores)
    evidence = wide(found, "has_evidence")
    assert evidence.equals(reference.evidence[evidence.columns])


def test_perks_equal_the_reference(
    decided: Outcome, reference: Decision
) -> None:
    found, expected = user_perks(decided), reference.perks
    assert found["segment_key"].tolist() == reference.segments.tolist()
    own = found["primary_perk"].mask(found["is_fallback"])
    for name, perks in (("primary", own), ("second", found["second_perk"])):
        wanted = expected[f"{name}_perk"]
        assert perks.isna().equals(wanted.isna())
        assert perks.dropna().tolist() == wanted.dropna().tolist()
    fallback = found[found["is_fallback"]]
    assert len(fallback) > 10
    assert (fallback["primary_perk"] == "exclusive_discounts").all()
    assert (fallback["evidence_level"] == "none").all()
    expected = expected.assign(
        primary_affinity=expected["primary_affinity"].fillna(0)
    )
    columns = ["primary_affinity", "second_affinity"]
    assert_close(found[columns], expected[columns])


@pytest.mark.parametrize(
    ("variables", "choices"),
    [
        ({"prior_strength": 5}, Choices(prior_strength=5)),
        ({"blend_strength": 3}, Choices(blend_strength=3)),
        ({"perk_policy": "individual"}, Choices(blend_strength=0)),
    ],
    ids=["prior", "blend", "individual"],
)
def test_vars_move_the_decision_as_the_method_says(
    project: Project,
    populations: dict[int, Path],
    decided: Outcome,
    tmp_path: Path,
    variables: dict[str, object],
    choices: Choices,
) -> None:
    select = FROM_SIGNALS
    if "prior_strength" not in variables:
        select = ("--select", "int_user_perk_scores", *NO_TESTS)
    outcome = project.build(
        populations[4],
        *select,
        within=begun_anew(decided, tmp_path),
        **variables,
    )
    assert outcome.succeeded, outcome.errors
    warehouse = outcome.warehouse
    expected = decide_perks(
        read_counts(warehouse), read_centres(warehouse), choices
    )
    found = warehouse.frame(
        "select * from score.int_user_perk_scores order by user_id"
    )
    booked = read_counts(warehouse)["booked_trip_count"]
    has_trips = booked.index[booked > 0]
    assert_close(
        wide(found, "affinity").loc[has_trips], expected.scores.loc[has_trips]
    )


# Segments


def test_assignment_equals_scikit_learn(decided: Outcome) -> None:
    centres = read_centres(decided.warehouse).sort_index(axis=1)
    points = read_points(decided.warehouse)
    points = points[points.pop("has_evidence")].sort_index(axis=1)
    model = KMeans(len(centres), n_init=1).fit(centres.to_numpy())
    model.cluster_centers_ = np.ascontiguousarray(centres.to_numpy())
    predicted = centres.index[model.predict(points.to_numpy())]
    found = user_perks(decided)["segment_key"]
    assert predicted.tolist() == found.loc[points.index].tolist()
    others = found.drop(points.index)
    assert len(others) > 10
    assert (others == "no_signal_yet").all()


def test_contributions_are_exact(decided: Outcome) -> None:
    """What tells a user's segment from the next adds up to the distance."""
    centres = read_centres(decided.warehouse).sort_index(axis=1)
    points = read_points(decided.warehouse)
    points = points[points.pop("has_evidence")].sort_index(axis=1)
    segmented = decided.warehouse.frame(
        "select * from score.int_users_segmented order by user_id"
    ).set_index("user_id")
    own = segmented.loc[points.index]
    near = centres.loc[own["segment_key"]].to_numpy()
    following = centres.loc[own["next_segment_key"]].to_numpy()
    parts = (points - following) ** 2 - (points - near) ** 2
    distances = np.sqrt(
        ((points.to_numpy()[:, None] - centres.to_numpy()[None]) ** 2).sum(2)
    )
    distances.sort(axis=1)
    total = distances[:, 1] ** 2 - distances[:, 0] ** 2
    np.testing.assert_allclose(parts.sum(axis=1), total, atol=1e-9)
    np.testing.assert_allclose(
        own["telling_contribution"], parts.max(axis=1), atol=1e-12
    )
    assert own["telling_signal"].tolist() == parts.idxmax(axis=1).tolist()
    np.testing.assert_allclose(
        own["segment_confidence"],
        1 - distances[:, 0] / distances[:, 1],
        atol=1e-9,
    )


def test_five_segments_bear_names_of_their_own(decided: Outcome) -> None:
    keys = read_centres(decided.warehouse).index
    assert len(keys) == 5
    assert set(PERK_OF_PERSONA) <= set(keys)


# Planted personas


def recovery(outcome: Outcome, folder: Path) -> tuple[float, float]:
    """Return how many personas get their perk, and how many by chance would."""
    truth = pd.read_csv(folder / "truth" / "personas.csv", index_col="user_id")
    perks = user_perks(outcome)
    perks = perks[perks["cohort_status"] == "cohort"]
    given = perks["primary_perk"].mask(perks["is_fallback"], "fallback")
    wanted = truth["persona"].map(PERK_OF_PERSONA).reindex(given.index)
    wanted = wanted.dropna()
    assert wanted.nunique() == 4
    shares = given.value_counts(normalize=True)
    chance = float(wanted.map(shares).fillna(0).mean())
    return float((given.loc[wanted.index] == wanted).mean()), chance


def test_planted_personas_are_recovered(
    project: Project,
    populations: dict[int, Path],
    decided: Outcome,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    plain = project.build(populations[1], *NO_TESTS, within=tmp_path)
    assert plain.succeeded, plain.errors
    strong, _ = recovery(decided, populations[4])
    weak, chance = recovery(plain, populations[1])
    with capsys.disabled():
        print(
            f"\npersonas given their perk: {strong:.1%} at strength 4;"
            f" {weak:.1%} at strength 1, by chance {chance:.1%}"
        )
    assert strong >= 0.80
    assert weak <= chance + 0.05


# Determinism

OTHERS = {"true": "false", "false": "true", "M": "F", "F": "M"}


def other_person(header: list[str], row: list[str]) -> list[str]:
    """Turn a user into somebody else who did the same."""
    if len(row) != len(header):
        return row
    person = dict(zip(header, row, strict=True))
    for name in ("gender", "married", "has_children"):
        person[name] = OTHERS.get(person[name], person[name])
    person["birthdate"] = re.sub(r"^(19|20)\d\d-", "1972-", person["birthdate"])
    for name in ("home_country", "home_city"):
        person[name] = "elsewhere" if person[name].strip() else person[name]
    return list(person.values())


def shuffle_and_exchange(
    name: str, header: list[str], rows: list[list[str]]
) -> list[list[str]]:
    random.Random(name).shuffle(rows)
    if name == "users":
        return [other_person(header, row) for row in rows]
    return rows


def with_engine_threads(project: Project, folder: Path, count: int) -> Project:
    """Return the project with a profile that limits DuckDB's threads."""
    profiles = yaml.safe_load(
        (project.root / "profiles" / "profiles.yml").read_text("utf-8")
    )
    profiles["traveltide"]["outputs"]["dev"]["settings"]["threads"] = count
    folder.mkdir()
    path = folder / "profiles.yml"
    path.write_text(yaml.safe_dump(profiles), encoding="utf-8")
    limited = replace(project, profiles=folder)
    vars(limited)["manifest"] = project.manifest
    return limited


def assert_same_marts(actual: Outcome, expected: Outcome) -> None:
    found = actual.warehouse.contents("marts")
    wanted = expected.warehouse.contents("marts")
    assert found.keys() == wanted.keys()
    for name, rows in wanted.items():
        assert found[name] == rows, name


def test_shuffled_rows_and_other_people_change_nothing(
    project: Project,
    populations: dict[int, Path],
    decided: Outcome,
    tmp_path: Path,
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    rewrite_raw(populations[4], raw, shuffle_and_exchange)
    limited = with_engine_threads(project, tmp_path / "profiles", 1)
    outcome = limited.build(raw, *NO_TESTS, "--threads", "1", within=tmp_path)
    assert outcome.succeeded, outcome.errors
    assert_same_marts(outcome, decided)


@pytest.mark.parametrize(("threads", "engine_threads"), [(1, 2), (2, 1)])
def test_threads_change_nothing(
    project: Project,
    populations: dict[int, Path],
    decided: Outcome,
    tmp_path: Path,
    threads: int,
    engine_threads: int,
) -> None:
    limited = with_engine_threads(
        project, tmp_path / "profiles", engine_threads
    )
    outcome = limited.build(
        populations[4],
        *FROM_SIGNALS,
        "--threads",
        str(threads),
        within=begun_anew(decided, tmp_path),
    )
    assert outcome.succeeded, outcome.errors
    assert_same_marts(outcome, decided)


def test_another_seed_keeps_segments(
    populations: dict[int, Path],
    decided: Outcome,
    tmp_path: Path,
) -> None:
    root = copied_project(tmp_path / "project")
    settings = root / "dbt_project.yml"
    text = settings.read_text("utf-8")
    assert "random_seed: 42" in text
    settings.write_text(text.replace("random_seed: 42", "random_seed: 7"))
    reseeded = Project(tmp_path / "scratch", root=root).hurried()
    outcome = reseeded.build(
        populations[4],
        *FROM_SIGNALS,
        within=begun_anew(decided, tmp_path),
    )
    assert outcome.succeeded, outcome.errors
    before, after = user_perks(decided), user_perks(outcome)
    assert set(before["model_version"]) != set(after["model_version"])
    assert (before["segment_key"] == after["segment_key"]).mean() >= 0.97


@pytest.fixture(scope="module")
def thinned(
    project: Project,
    populations: dict[int, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Outcome:
    """Build without one user in a hundred."""
    folder = tmp_path_factory.mktemp("thinned")

    def thin(
        name: str, header: list[str], rows: list[list[str]]
    ) -> list[list[str]]:
        if name not in ("users", "sessions"):
            return rows
        place = header.index("user_id")
        return [row for row in rows if not row[place].endswith("37")]

    raw = folder / "raw"
    raw.mkdir()
    rewrite_raw(populations[4], raw, thin)
    outcome = project.build(raw, *NO_TESTS, within=folder)
    assert outcome.succeeded, outcome.errors
    return outcome


def test_losing_one_user_in_a_hundred_keeps_segments(
    decided: Outcome, thinned: Outcome
) -> None:
    before, after = user_perks(decided), user_perks(thinned)
    assert 0.98 < len(after) / len(before) < 1
    same = before.loc[after.index, "segment_key"] == after["segment_key"]
    assert same.mean() >= 0.97


# Holdout


def test_holdout_is_as_large_as_asked_for_everywhere(decided: Outcome) -> None:
    perks = user_perks(decided)
    groups = [("all", perks), *perks.groupby("segment_key")]
    assert len(groups) == 7
    for name, users in groups:
        error = np.sqrt(0.1 * 0.9 / len(users))
        assert abs(users["is_holdout"].mean() - 0.1) <= 3 * error, name
    held = perks[perks["is_holdout"]]
    assert held["activation_perk"].isna().all()
    others = perks[~perks["is_holdout"]]
    assert others["activation_perk"].equals(others["primary_perk"])


def test_new_users_and_rebuilds_move_nobody_into_the_holdout(
    decided: Outcome, thinned: Outcome
) -> None:
    """The build without some users is the one before they came."""
    before, after = user_perks(thinned), user_perks(decided)
    kept = after.loc[before.index, "is_holdout"]
    assert kept.equals(before["is_holdout"])
    expected = [
        int(md5(f"rewards-2023:{user_id}".encode()).hexdigest()[:8], 16) % 10000
        < 1000
        for user_id in after.index
    ]
    assert after["is_holdout"].tolist() == expected


# The catalogue


def rebuild(
    editable: Project,
    source: Outcome,
    folder: Path,
    raw: Path,
    **values: object,
) -> Outcome:
    """Build what follows from the perk catalogue, on a copy of a build."""
    outcome = editable.build(
        raw, *FROM_CATALOGUE, within=continued(source, folder), **values
    )
    assert outcome.succeeded, outcome.errors
    return outcome


def test_perk_switched_off_reaches_nobody(
    editable: Project,
    catalogue: Path,
    populations: dict[int, Path],
    decided: Outcome,
    tmp_path: Path,
) -> None:
    perk = "free_hotel_night"
    before = user_perks(decided)
    assert (before["activation_perk"] == perk).sum() > 100
    edit_csv(catalogue, {perk: {"is_active": "false"}})
    outcome = rebuild(editable, decided, tmp_path, populations[4])
    perks = user_perks(outcome)
    assert perks.index.equals(before.index)
    for column in ("primary_perk", "second_perk", "activation_perk"):
        assert not (perks[column] == perk).any(), column
    for mart in ("user_perk_affinities", "perk_evidence", "perk_sensitivity"):
        sql = f"select count(*) from marts.{mart} where perk_code = '{perk}'"
        assert outcome.warehouse.rows(sql) == [(0,)], mart


def test_meal_perk_is_switched_on_in_one_line_and_labelled(
    editable: Project,
    catalogue: Path,
    populations: dict[int, Path],
    decided: Outcome,
    tmp_path: Path,
) -> None:
    perk = "free_hotel_meal"
    edit_csv(catalogue, {perk: {"is_active": "true"}})
    outcome = rebuild(editable, decided, tmp_path, populations[4])
    perks = user_perks(outcome)
    meals = perks["primary_perk"] == perk
    assert meals.sum() > 50
    assert (perks.loc[meals, "evidence_level"] == "proxy").all()
    assert perks.loc[meals, "reason_text"].str.contains("stand-in").all()
    assert (perks.loc[~meals, "evidence_level"] != "proxy").all()
    assert outcome.warehouse.rows(
        "select perk_code from marts.perk_evidence"
        " where evidence_level = 'proxy'"
    ) == [(perk,)]


# Hysteresis


def test_small_change_keeps_perks_and_says_so(
    editable: Project,
    catalogue: Path,
    populations: dict[int, Path],
    decided: Outcome,
    tmp_path: Path,
) -> None:
    before = user_perks(decided)
    assert not before["is_kept_by_hysteresis"].any()
    edit_csv(catalogue, {"free_checked_bag": {"weight": "0.9"}})
    outcome = rebuild(editable, decided, tmp_path, populations[4])
    after = user_perks(outcome)
    scores = affinities(outcome)
    best = scores[scores["has_evidence"]].groupby("user_id").first()
    old = before.loc[best.index, "primary_perk"]
    owned = wide(scores, "affinity").stack()
    of_old = owned.loc[list(zip(old.index, old, strict=True))].to_numpy()
    is_kept = (best["perk_code"] != old) & (best["affinity"] - of_old <= 0.05)
    has_changed = (best["perk_code"] != old) & ~is_kept
    assert is_kept.sum() > 10
    assert has_changed.sum() > 10
    found = after.loc[best.index]
    assert found["is_kept_by_hysteresis"].equals(
        is_kept.rename("is_kept_by_hysteresis")
    )
    expected = old.where(is_kept, best["perk_code"])
    assert found["primary_perk"].tolist() == expected.tolist()


# Capacity


CAPACITIES = {"free_checked_bag": 300, "free_hotel_night": 150}


@pytest.fixture(scope="module")
def placed(
    editable: Project,
    populations: dict[int, Path],
    decided: Outcome,
    tmp_path_factory: pytest.TempPathFactory,
) -> Outcome:
    """Build with capacities, from weights that make many users tie."""
    path = editable.root / "seeds" / "perk_catalogue.csv"
    before = path.read_bytes()
    changes = {
        perk: {"capacity": str(capacity)}
        for perk, capacity in CAPACITIES.items()
    }
    edit_csv(path, changes)
    try:
        return rebuild(
            editable,
            decided,
            tmp_path_factory.mktemp("placed"),
            populations[4],
            use_capacities=True,
            perk_policy="segment",
        )
    finally:
        path.write_bytes(before)


def strength(affinity: float, user_id: int) -> tuple[float, str]:
    """Order proposers: the strongest is the smallest."""
    return -affinity, md5(str(user_id).encode()).hexdigest()


def read_placements(outcome: Outcome) -> pd.DataFrame:
    """Return what active users wanted, in order, and what they have."""
    wishes = affinities(outcome)
    wishes = wishes[wishes["has_evidence"]]
    choices = outcome.warehouse.frame(
        "select user_id, primary_perk as first_choice"
        " from score.int_user_perk_choices"
    )
    perks = user_perks(outcome).reset_index()
    own = perks["primary_perk"].mask(perks["is_fallback"], "fallback")
    given = perks[["user_id", "is_holdout"]].assign(given=own)
    return wishes.merge(choices, on="user_id").merge(given, on="user_id")


def test_nobody_would_rather_swap(placed: Outcome) -> None:
    """A perk one would rather have is full of users it suits better."""
    placements = read_placements(placed)
    placements = placements[~placements["is_holdout"]]
    is_own = placements["given"] == placements["perk_code"]
    holders = placements[is_own].groupby("perk_code")
    counts = holders["user_id"].count()
    weakest = {
        perk: max(map(strength, rows["affinity"], rows["user_id"]))
        for perk, rows in holders
    }
    ties = 0
    for _, wishes in placements.groupby("user_id"):
        first = wishes["perk_code"] != wishes["first_choice"]
        ordered = wishes.assign(is_later=first).sort_values(
            ["is_later", "perk_rank"]
        )
        for wish in ordered.itertuples():
            if wish.perk_code == wish.given:
                break
            # Who got a later perk, or none, was refused this one.
            assert counts[wish.perk_code] == CAPACITIES[wish.perk_code]
            own = strength(wish.affinity, wish.user_id)
            assert own > weakest[wish.perk_code]
            ties += own[0] == weakest[wish.perk_code][0]
        else:
            assert (wishes["given"] == "fallback").all()
    assert ties > 10
    assert all(counts[perk] <= CAPACITIES[perk] for perk in CAPACITIES)


def test_displaced_users_are_reported(placed: Outcome) -> None:
    report = placed.warehouse.frame(
        "select * from marts.perk_placements"
    ).set_index("perk_code")
    placements = read_placements(placed)
    placements = placements[~placements["is_holdout"]]
    first = placements[placements["perk_code"] == placements["first_choice"]]
    displaced = first[first["given"] != first["first_choice"]]
    assert len(displaced) > 100
    found = report["displaced_user_count"]
    assert found.sum() == len(displaced)
    for perk, count in displaced["first_choice"].value_counts().items():
        assert found[perk] == count
    have = user_perks(placed)["primary_affinity"]
    lost = displaced["affinity"] - have.loc[displaced["user_id"]].to_numpy()
    assert report["affinity_lost"].sum() == pytest.approx(lost.sum())
    own = placements[placements["given"] == placements["perk_code"]]
    counts = own["perk_code"].value_counts()
    assert report["placed_user_count"].to_dict() == counts.to_dict()
    perks = user_perks(placed)
    left = perks[perks["reason_code"] == "no_place_left"]
    assert len(left) > 0
    assert left["is_fallback"].all()


def test_holdout_keeps_its_choice(placed: Outcome) -> None:
    placements = read_placements(placed)
    held = placements[placements["is_holdout"]]
    assert (held["given"] == held["first_choice"]).all()


# Demographics

PERSONAL = re.compile(
    r"birth|gender|married|child|famil|home|country|(?:^|_)city|latitude|longitude"
    r"|airport|seat|room|sign(?:ed)?_up|session_start|started_at|ended_at|\bage\b"
)
# They only turn a fare or a saving into one per seat or room.
UNITS = {"discounted_seat_km", "discounted_room_night_count"}


def test_no_personal_column_reaches_models_or_marts(
    project: Project, decided: Outcome
) -> None:
    """Read the compiled graph for what feeds learning, the file for columns."""
    nodes = project.manifest.nodes
    learners = [f"model.traveltide.{name}" for name in LEARNERS]
    inputs = {
        nodes[parent].name
        for learner in learners
        for parent in nodes[learner].depends_on.nodes
        if parent not in learners
    }
    assert "int_user_points" in inputs
    measured = nodes["model.traveltide.int_users_measured"]
    parents = {nodes[key].name for key in measured.depends_on.nodes}
    assert parents == {
        "int_cohort_rates",
        "int_cohort_users",
        "int_sessions_aggregated_to_users",
        "int_trips_aggregated_to_users",
    }
    columns = decided.warehouse.frame(
        "select table_schema, table_name, column_name"
        " from information_schema.columns"
    )
    is_checked = columns["table_schema"].eq("marts") | columns[
        "table_name"
    ].isin([*inputs, *parents, "int_users_measured"])
    names = columns[is_checked & ~columns["column_name"].isin(UNITS)]
    assert len(names) > 150
    personal = names[names["column_name"].str.contains(PERSONAL)]
    assert personal.empty, personal
    signals = decided.warehouse.rows(
        "select distinct signal from learn.int_user_signals_transformed"
        " order by signal"
    )
    assert [name for (name,) in signals] == sorted(SIGNALS)
    documented = {
        column
        for node in nodes.values()
        if node.resource_type == "model" and node.config.schema == "marts"
        for column in node.columns
    }
    assert not [name for name in documented if PERSONAL.search(name)]


# Exports


def test_exports_hold_every_user_in_order(decided: Outcome) -> None:
    folder = decided.warehouse.path.parent / "published" / "exports"
    perks = decided.warehouse.frame(
        "select * from marts.user_perks order by user_id"
    )
    table = decided.warehouse.frame(
        f"select * from read_parquet('{folder}/user_perks.parquet')"
    )
    pd.testing.assert_frame_equal(table, perks)
    text = pd.read_csv(folder / "user_perks.csv")
    assert text["user_id"].tolist() == perks["user_id"].tolist()
    assert text["row_hash"].tolist() == perks["row_hash"].tolist()
    assert perks["row_hash"].is_unique
    assert sorted(path.name for path in folder.iterdir()) == [
        "user_perks.csv",
        "user_perks.parquet",
    ]


def test_row_hash_tells_what_changed(
    decided: Outcome, thinned: Outcome
) -> None:
    before, after = user_perks(thinned), user_perks(decided)
    after = after.loc[before.index]
    same = before["row_hash"] == after["row_hash"]
    assert 0 < same.mean() < 1
    read = ["primary_perk", "reason_text", "confidence", "is_holdout"]
    assert before.loc[same, read].equals(after.loc[same, read])
    changed = (before[read] != after[read]).any(axis=1)
    assert not (changed & same).any()


def test_exports_wait_for_tests(
    editable: Project, catalogue: Path, tmp_path: Path
) -> None:
    below_zero = {perk: {"unit_cost_usd": "-1"} for perk in DEFAULT_PERKS}
    edit_csv(catalogue, below_zero)
    failed = editable.build(write_small(tmp_path / "raw"), within=tmp_path)
    assert not failed.succeeded
    assert not (tmp_path / "published").exists()


def test_exports_bear_odd_paths(small_release: FirstRelease) -> None:
    assert "'" in small_release.folder.name
    published = small_release.folder / "published"
    table = pd.read_csv(published / "exports" / "user_perks.csv")
    assert len(table) == USER_COUNT


# Degenerate input


def keep_users(raw: RawTables, count: int) -> RawTables:
    numbers = [str(number) for number in range(1, count + 1)]
    return raw._replace(
        users=raw.users[raw.users["user_id"].isin(numbers)],
        sessions=raw.sessions[raw.sessions["user_id"].isin(numbers)],
    )


def without_trips(raw: RawTables) -> RawTables:
    return raw._replace(
        sessions=raw.sessions.assign(
            trip_id="", flight_booked="false", hotel_booked="false"
        ),
        flights=raw.flights[:0],
        hotels=raw.hotels[:0],
    )


DEGENERATE: dict[
    str, tuple[Callable[[RawTables], RawTables], int, int, str]
] = {
    # What is changed, users with a perk row, segments, what the model says.
    "a signal without variance": (
        lambda raw: raw,
        10,
        5,
        "no variance, counted as zero: ",
    ),
    "fewer users than k": (
        lambda raw: keep_users(raw, 3),
        3,
        3,
        "5 segments wanted; ",
    ),
    "one user": (
        lambda raw: keep_users(raw, 1),
        1,
        1,
        "only 1 distinct points in 1 users",
    ),
    "no flights": (
        lambda raw: raw._replace(flights=raw.flights[:0]),
        10,
        0,
        "only 0 distinct points in 0 users",
    ),
    "nobody with evidence": (
        without_trips,
        10,
        0,
        "only 0 distinct points in 0 users",
    ),
    "an empty cohort": (
        lambda raw: raw._replace(
            sessions=raw.sessions.groupby("user_id").head(4)
        ),
        10,
        0,
        "only 0 distinct points in 0 users",
    ),
}


@pytest.mark.parametrize("case", DEGENERATE)
def test_degenerate_input_is_labelled(
    project: Project, tmp_path: Path, case: str
) -> None:
    change, user_count, segment_count, reason = DEGENERATE[case]
    raw = tmp_path / "raw"
    raw.mkdir()
    write_raw(change(small_tables()), raw)
    outcome = project.build(raw, *TO_PERKS, within=tmp_path)
    assert outcome.succeeded, outcome.errors
    perks = user_perks(outcome)
    assert len(perks) == user_count
    assert perks["primary_perk"].notna().all()
    scores = outcome.warehouse.frame("select * from marts.segment_count_scores")
    assert len(scores) == 7
    said = scores if segment_count < 2 else scores[scores["is_chosen"]]
    assert len(said) > 0
    assert said["degraded_reason"].str.contains(reason, regex=False).all()
    keys = outcome.warehouse.rows(
        "select distinct segment_key from marts.segment_centroids"
    )
    assert len(keys) == segment_count
    if segment_count == 0:
        assert perks["segment_key"].eq("no_signal_yet").all()
    if case == "an empty cohort":
        assert perks["cohort_status"].eq("cold_start").all()
        assert perks["reason_code"].eq("no_comparison").all()
        assert perks["confidence"].eq("low").all()
    elif segment_count == 0:
        assert perks["is_fallback"].all()
    unknown = perks[perks["is_fallback"]]
    assert (unknown["confidence"] == "none").all()
    assert (unknown["evidence_level"] == "none").all()
