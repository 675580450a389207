"""Segments and perks that dbt builds, against a second opinion and by hand."""

import random
import re
import shutil
from collections.abc import Callable
from hashlib import md5
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from compare_perks import (
    assert_same,
    assert_same_model,
    assert_same_perks,
    score_as_built,
    table,
)
from dbt_project import FILES, NO_TESTS, Project, Warehouse
from published import FirstRelease
from raw_strategies import write_raw
from reference_features import RawTables, read_raw, text_table
from reference_perks import (
    SIGNALS,
    Choices,
    Model,
    Scores,
    read_catalogue,
    read_centres,
    user_measures,
)
from sklearn.cluster import KMeans
from small_raw import USER_COUNT, small_tables

SCORED = ("user_perks", "user_perk_affinities")
# Everything after the model, from the tables before it as they are.
SCORING = (
    "path:models/engine/learn/memory",
    "int_model_plan",
    "int_model_space",
    "path:models/engine/score",
    "path:models/engine/proof",
    *SCORED,
)
TO_PERKS = (
    *("--select", "+user_perks", "+user_perk_affinities", "+user_features"),
    *("+segment_profiles", "+segment_count_scores"),
    *NO_TESTS,
)
MEMORY = (
    *("int_model_signals", "int_model_percentiles", "int_model_bins"),
    *("int_model_segments", "int_model_scores"),
    *("int_model_lifts", "int_model_forecasts"),
)
# Of a signal, whether it is a share or a rate.
SIGNAL_WORDS = {"family"}
PERSONAL = re.compile(
    r"birth|gender|married|child|famil|home|country|(?:^|_)city|latitude|longitude"
    r"|airport|seat|room|sign(?:ed)?_up|session_start|started_at|ended_at|\bage\b"
)


def user_perks(warehouse: Warehouse) -> pd.DataFrame:
    return table(warehouse, "marts.user_perks", "user_id")


@pytest.fixture(scope="module")
def released(first_release: FirstRelease) -> Warehouse:
    """Return the working file of a first release, to be read only."""
    return first_release.outcome.warehouse


@pytest.fixture
def copy(released: Warehouse, tmp_path: Path) -> Warehouse:
    """Return a copy of that file, which knows whom it gave which perk."""
    return Warehouse(Path(shutil.copy(released.path, tmp_path)))


@pytest.fixture
def forgetful(copy: Warehouse) -> Warehouse:
    """Return a copy without a memory of earlier perks."""
    copy.execute("delete from history.int_perk_intervals")
    return copy


@pytest.fixture(scope="module")
def measures(generated: Path) -> pd.DataFrame:
    return user_measures(read_raw(generated))


@pytest.fixture(scope="module")
def reference(
    released: Warehouse, measures: pd.DataFrame
) -> tuple[Model, Scores]:
    return score_as_built(released, measures)


Rescore = Callable[..., Warehouse]


@pytest.fixture
def rescore(project: Project, generated: Path) -> Rescore:
    """Return what scores a working file again, with the model it has."""

    def run(
        warehouse: Warehouse,
        *further: str,
        using: Project = project,
        **variables: object,
    ) -> Warehouse:
        outcome = using.build(
            generated,
            *("--select", *SCORING, *further, *NO_TESTS),
            within=warehouse.path.parent,
            **variables,
        )
        assert outcome.succeeded, outcome.errors
        return outcome.warehouse

    return run


# Against a second opinion


def test_counts_equal_the_reference(
    released: Warehouse, measures: pd.DataFrame
) -> None:
    """Of every user, from the raw rows on."""
    assert measures["is_in_cohort"].sum() > 900
    assert (~measures["is_in_cohort"]).sum() > 900
    assert_same(table(released, "measures.user_measures", "user_id"), measures)


def test_model_equals_the_reference(
    released: Warehouse, reference: tuple[Model, Scores]
) -> None:
    model, scores = reference
    assert_same_model(released, model)
    points = table(released, "learn.int_training_points", "user_id")
    assert len(points) > 800
    expected = scores.points.loc[points.index]
    # Deviations from a mean that is known to nine decimals.
    np.testing.assert_allclose(points[expected.columns], expected, atol=1e-7)


def test_perks_equal_the_reference(
    released: Warehouse,
    measures: pd.DataFrame,
    reference: tuple[Model, Scores],
) -> None:
    """Every user and column; no comparison of what never varies."""
    _, scores = reference
    perks = user_perks(released)
    assert perks["segment_key"].nunique() > 5
    assert perks.loc[~perks["is_fallback"], "primary_perk"].nunique() == 4
    assert set(perks["confidence"]) == {"none", "low", "medium", "high"}
    assert_same_perks(released, measures, scores)
    segmented = table(released, "score.int_users_segmented", "user_id")
    assert_same(segmented, scores.segments[["telling_signal"]])


def test_assignment_equals_scikit_learn(
    released: Warehouse, reference: tuple[Model, Scores]
) -> None:
    centres = read_centres(
        released.frame("select * from marts.segment_centroids")
    )
    _, scores = reference
    is_known = scores.evidence.any(axis=1)
    points = scores.points.loc[is_known, centres.columns].to_numpy()
    model = KMeans(len(centres), n_init=1).fit(centres.to_numpy())
    model.cluster_centers_ = np.ascontiguousarray(centres.to_numpy())
    found = user_perks(released)["segment_key"]
    predicted = centres.index[model.predict(points)]
    assert predicted.tolist() == found[is_known].tolist()
    assert set(found[~is_known]) == {"no_signal_yet"}


@pytest.mark.parametrize("policy", ["blended", "segment"])
def test_other_policies_equal_the_reference(
    policy: str,
    rescore: Rescore,
    forgetful: Warehouse,
    released: Warehouse,
    measures: pd.DataFrame,
) -> None:
    rescored = rescore(forgetful, perk_policy=policy)
    _, scores = score_as_built(rescored, measures, Choices(policy=policy))
    assert_same_perks(rescored, measures, scores)
    before, after = user_perks(released), user_perks(rescored)
    assert 0.01 < (before["primary_perk"] != after["primary_perk"]).mean() < 0.6
    # A row's hash tells whether anything in words has changed.
    read = ["primary_perk", "reason_text", "confidence", "second_perk"]
    is_same = before["row_hash"] == after["row_hash"]
    has_changed = before[read].fillna("") != after[read].fillna("")
    assert is_same.equals(~has_changed.any(axis=1))


# Scoring is of one user and the model


def rows_of(warehouse: Warehouse) -> dict[tuple[str, int, str], str]:
    """Return every row of the marts of perks, as it prints."""
    return {
        (mart, row[0], row[1]): repr(row)
        for mart in SCORED
        for row in warehouse.rows(f"select * from marts.{mart}")
    }


@pytest.mark.parametrize(
    "chosen",
    [
        "where user_id = (select max(user_id) from marts.user_perks"
        " where confidence = 'medium')",
        "where user_id % 2 = 0 order by md5(cast(user_id as varchar))",
    ],
    ids=["one user", "a shuffled half"],
)
def test_scoring_needs_no_other_user(
    chosen: str, rescore: Rescore, copy: Warehouse, released: Warehouse
) -> None:
    copy.execute(
        "create or replace table measures.user_measures as"
        f" select * from measures.user_measures {chosen}"
    )
    alone, together = rows_of(rescore(copy)), rows_of(released)
    assert 0 < len(alone) < len(together)
    assert alone == {key: together[key] for key in alone}


# What an earlier version of the project left


def test_column_that_came_later_is_added_to_what_is_remembered(
    project: Project, generated: Path, copy: Warehouse
) -> None:
    tables = [f"learn.{name}" for name in MEMORY]
    before = {name: copy.frame(f"select * from {name}") for name in tables}
    for name, rows in before.items():
        copy.execute(f"alter table {name} drop column {rows.columns[-1]}")
    outcome = project.build(
        generated,
        *(
            "--select",
            "int_earlier_*",
            "int_model_plan",
            "int_reference_centroids",
        ),
        *(*MEMORY, *NO_TESTS),
        within=copy.path.parent,
    )
    assert outcome.succeeded, outcome.errors
    for name, rows in before.items():
        after = copy.frame(f"select * from {name}")
        assert len(after) > 0
        assert after.columns.tolist() == rows.columns.tolist()
        assert after.pop(after.columns[-1]).isna().all()
        pd.testing.assert_frame_equal(after, rows[after.columns])


# The catalogue


def other_cells(perk: str, **cells: str) -> Callable[[str], str]:
    """Return what changes cells of a perk's line in the catalogue."""

    def change(text: str) -> str:
        header, *lines = text.splitlines()
        names = header.split(",")
        for place, line in enumerate(lines):
            values = line.split(",")
            if values[0] == perk:
                for name, value in cells.items():
                    values[names.index(name)] = value
                lines[place] = ",".join(values)
        return "\n".join([header, *lines]) + "\n"

    return change


CATALOGUE = ("perk_catalogue", "int_signals", "int_perk_terms")


def test_perks_are_switched_on_and_off_in_one_line(
    project: Project,
    rescore: Rescore,
    forgetful: Warehouse,
    measures: pd.DataFrame,
    tmp_path: Path,
) -> None:
    off, on = "free_hotel_night", "free_hotel_meal"
    switch_off = other_cells(off, is_active="false")
    switch_on = other_cells(on, is_active="true")
    edited = project.changed_seed(
        tmp_path, "perk_catalogue", lambda text: switch_on(switch_off(text))
    )
    rescored = rescore(forgetful, *CATALOGUE, "perk_placements", using=edited)
    perks = user_perks(rescored)
    is_meal = perks["primary_perk"] == on
    assert is_meal.sum() > 50
    assert (perks.loc[is_meal, "evidence_level"] == "proxy").all()
    reasons = perks["reason_text"].str.endswith(
        "(approximation: no direct data)"
    )
    assert reasons.equals(is_meal.rename("reason_text"))
    for column in ("primary_perk", "second_perk", "activation_perk"):
        assert not (perks[column] == off).any(), column
    for mart in ("user_perk_affinities", "perk_placements"):
        sql = f"select count(*) from marts.{mart} where perk_code = '{off}'"
        assert rescored.rows(sql) == [(0,)], mart
    catalogue = read_catalogue(tmp_path / "changed_perk_catalogue.csv")
    _, scores = score_as_built(rescored, measures, catalogue=catalogue)
    assert_same_perks(rescored, measures, scores, catalogue)


def test_small_change_keeps_perks_and_says_so(
    project: Project,
    rescore: Rescore,
    copy: Warehouse,
    released: Warehouse,
    tmp_path: Path,
) -> None:
    before = user_perks(released)
    assert not before["is_kept_by_hysteresis"].any()
    edited = project.changed_seed(
        tmp_path, "perk_catalogue", other_cells("free_checked_bag", weight=".7")
    )
    rescored = rescore(copy, *CATALOGUE, using=edited)
    scores = rescored.frame(
        "select * from marts.user_perk_affinities where has_evidence"
        " order by user_id, perk_rank"
    )
    best = scores.groupby("user_id").first()
    old = before.loc[best.index, "primary_perk"]
    owned = scores.set_index(["user_id", "perk_code"])["affinity"]
    of_old = owned.loc[list(zip(old.index, old, strict=True))].to_numpy()
    is_other = best["perk_code"] != old
    is_kept = is_other & (best["affinity"] - of_old <= 0.05)
    assert is_kept.sum() > 5
    assert (is_other & ~is_kept).sum() > 5
    after = user_perks(rescored).loc[best.index]
    assert after["is_kept_by_hysteresis"].tolist() == is_kept.tolist()
    expected = old.where(is_kept, best["perk_code"])
    assert after["primary_perk"].tolist() == expected.tolist()


# Capacities

CAPACITIES = {"free_checked_bag": 150, "free_hotel_night": 75}


@pytest.fixture
def placed(rescore: Rescore, copy: Warehouse, tmp_path: Path) -> Warehouse:
    """Score with capacities, by a policy that makes many users tie."""

    def limit(text: str) -> str:
        for perk, capacity in CAPACITIES.items():
            text = other_cells(perk, capacity=str(capacity))(text)
        return text

    with_places = Project(tmp_path, parsed_with={"use_capacities": True})
    return rescore(
        copy,
        *(*CATALOGUE, "perk_placements"),
        using=with_places.changed_seed(tmp_path, "perk_catalogue", limit),
        use_capacities=True,
        perk_policy="segment",
    )


def read_wishes(placed: Warehouse) -> pd.DataFrame:
    """Return what users asked for, in their order, and what they have."""
    wishes = placed.frame(
        "select affinities.user_id, perk_code, affinity, is_holdout,"
        " row_number() over (partition by affinities.user_id order by"
        " perk_code = choices.perk desc, perk_rank) as place,"
        " case when perks.is_fallback then 'fallback'"
        " else perks.primary_perk end as given"
        " from marts.user_perk_affinities as affinities"
        " inner join marts.user_perks as perks using (user_id)"
        " inner join (select user_id, perk_code as perk"
        " from score.int_user_perk_choices as choices inner join"
        " seeds.perk_catalogue on primary_signal = signal) as choices"
        " using (user_id) where has_evidence order by user_id, place"
    )
    keys = [md5(str(user).encode()).hexdigest() for user in wishes["user_id"]]
    # The strongest proposer is the smallest.
    strength = list(zip(-wishes["affinity"], keys, strict=True))
    return wishes.assign(strength=strength)


def test_capacities_bind_and_nobody_would_rather_swap(
    placed: Warehouse,
) -> None:
    """A perk one would rather have is full of users it suits better."""
    wishes = read_wishes(placed)
    held = wishes[wishes["is_holdout"] & (wishes["place"] == 1)]
    assert len(held) > 50
    assert (held["given"] == held["perk_code"]).all()
    wishes = wishes[~wishes["is_holdout"]]
    own = wishes[wishes["given"] == wishes["perk_code"]]
    counts = own["perk_code"].value_counts()
    weakest = own.groupby("perk_code")["strength"].max()
    assert all(counts[perk] == size for perk, size in CAPACITIES.items())
    had = own.set_index("user_id")["place"].reindex(wishes["user_id"])
    place_had = had.fillna(99).to_numpy()
    refused = wishes[wishes["place"] < place_had]
    ties = 0
    for wish in refused.itertuples():
        assert wish.perk_code in CAPACITIES
        assert wish.strength > weakest[wish.perk_code]
        ties += wish.strength[0] == weakest[wish.perk_code][0]
    assert ties > 10
    # Whom no perk had room for is told so, and falls back.
    perks = user_perks(placed)
    without = set(wishes["user_id"]) - set(own["user_id"])
    left = perks["reason_code"] == "no_place_left"
    assert set(perks.index[left]) == without
    assert len(without) > 0
    assert perks.loc[left, "is_fallback"].all()
    # Who was displaced from a first choice is counted, with what it cost.
    report = table(placed, "marts.perk_placements", "perk_code")
    assert report["placed_user_count"].to_dict() == counts.to_dict()
    displaced = refused[refused["place"] == 1]
    assert report["displaced_user_count"].sum() == len(displaced) > 50
    lost = displaced["affinity"] - (
        perks.loc[displaced["user_id"], "primary_affinity"].to_numpy()
    )
    assert report["affinity_lost"].sum() == pytest.approx(lost.sum())


# Holdout


def test_holdout_is_drawn_by_user_alone(released: Warehouse) -> None:
    """Neither new users nor rebuilds move anybody into it."""
    perks = user_perks(released)
    expected = [
        int(md5(f"rewards-2023:{user_id}".encode()).hexdigest()[:8], 16) % 10000
        < 1000
        for user_id in perks.index
    ]
    assert perks["is_holdout"].tolist() == expected
    for name, users in [("all", perks), *perks.groupby("segment_key")]:
        error = np.sqrt(0.1 * 0.9 / len(users))
        assert abs(users["is_holdout"].mean() - 0.1) <= 3 * error, name
    held = perks["is_holdout"]
    activated = perks["primary_perk"].mask(held)
    assert perks["activation_perk"].equals(activated.rename("activation_perk"))
    assert perks["propensity"].eq(np.where(held, 0.1, 0.9)).all()


# Demographics


def test_no_personal_column_reaches_the_engine_or_a_mart(
    project: Project, released: Warehouse
) -> None:
    """All that the engine asks of the domain is counted, or a day."""
    nodes = project.manifest.nodes
    learned = ("models/engine/learn", "models/engine/score")
    parents = {
        nodes[key].name
        for node in nodes.values()
        if node.original_file_path.startswith(learned)
        for key in node.depends_on.nodes
        if key in nodes
        and nodes[key].original_file_path.startswith("models/traveltide")
    }
    # Where users live is left out of what they are recommended, no more.
    readers = {
        node.name
        for node in nodes.values()
        if node.resource_type == "model"
        and "model.traveltide.int_items_left_out" in node.depends_on.nodes
    }
    assert readers == {"int_offer_trials", "int_user_offers"}
    assert parents == {
        *("user_measures", "user_experiences", "user_items"),
        *("int_active_window", "int_items_left_out"),
    }
    columns = released.frame(
        "select table_schema, table_name, column_name"
        " from information_schema.columns where table_schema in"
        " ('marts', 'learn', 'score') or table_name = 'user_measures'"
    )["column_name"]
    assert len(columns) > 300
    documented = {
        column
        for node in nodes.values()
        if node.resource_type == "model" and node.config.schema == "marts"
        for column in node.columns
    }
    names = {*columns, *documented} - SIGNAL_WORDS
    assert not [name for name in names if PERSONAL.search(name)]


# Exports


def test_exports_hold_every_user_in_order(
    first_release: FirstRelease, small_release: FirstRelease
) -> None:
    folder = first_release.folder / "published" / "exports"
    warehouse = first_release.outcome.warehouse
    perks = warehouse.frame("select * from marts.user_perks order by user_id")
    exported = warehouse.frame(
        f"select * from read_parquet('{folder}/generated_user_perks.parquet')"
    )
    pd.testing.assert_frame_equal(exported, perks)
    text = pd.read_csv(folder / "generated_user_perks.csv")
    assert text["user_id"].tolist() == perks["user_id"].tolist()
    assert text["row_hash"].tolist() == perks["row_hash"].tolist()
    assert perks["row_hash"].is_unique
    # Whatever the folder is called.
    assert "'" in small_release.folder.name
    published = small_release.folder / "published"
    assert len(pd.read_csv(published / "exports/user_perks.csv")) == USER_COUNT


# By hand


def cancel(sessions: pd.DataFrame, user: str) -> pd.DataFrame:
    """Have a user's second session cancel the trip of the first."""
    sessions = sessions.copy()
    place = sessions["session_id"] == f"{user}-session-1"
    sessions.loc[place, "trip_id"] = f"{user}-trip"
    flags = ["cancellation", "flight_booked", "hotel_booked"]
    sessions.loc[place, flags] = "true"
    return sessions


def book(
    raw: RawTables, user: str, session: int, bags: str, amount: str
) -> RawTables:
    """Have a session of a user book another flight."""
    trip = f"{user}-trip-{session}"
    sessions = raw.sessions.copy()
    place = sessions["session_id"] == f"{user}-session-{session}"
    columns = ["trip_id", "flight_booked", "flight_discount"]
    sessions.loc[place, columns] = [trip, "true", "true"]
    sessions.loc[place, "flight_discount_amount"] = amount
    row = raw.flights[:1].assign(trip_id=trip, checked_bags=bags)
    return raw._replace(
        sessions=sessions, flights=pd.concat([raw.flights, row])
    )


def cases() -> RawTables:
    """Return users whose perks can be worked out by hand.

    1 cancelled a trip; 2 has seven sessions and 3 eight; so have 4 and 5, if
    one more of 4 is too early and one of 5 just not. 6 took bags on two of
    three flights, 7 only looked around.
    """
    raw = small_tables()
    sessions = cancel(raw.sessions, "1")
    place = sessions.groupby("user_id").cumcount()
    kept = sessions["user_id"].map({"2": 7, "3": 8, "4": 8, "5": 8}).fillna(9)
    sessions = sessions[place < kept].copy()
    for name, start in {
        "4-session-1": "2023-01-03 23:59:59.999999",
        "5-session-1": "2023-01-04 00:00:00",
    }.items():
        is_it = sessions["session_id"] == name
        sessions.loc[is_it, "session_start"] = start
    is_seventh = sessions["user_id"] == "7"
    sessions.loc[is_seventh, "trip_id"] = ""
    raw = raw._replace(sessions=sessions)
    raw = book(raw, "6", 2, bags="2", amount="")
    raw = book(raw, "6", 3, bags="1", amount="0")
    is_first = raw.flights["trip_id"] == "6-trip"
    return raw._replace(
        flights=raw.flights.assign(
            checked_bags=raw.flights["checked_bags"].mask(is_first, "0")
        )
    )


@pytest.fixture(scope="module")
def by_hand(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Warehouse:
    folder = tmp_path_factory.mktemp("by_hand")
    outcome = project.build(
        write_raw(cases(), folder), *TO_PERKS, within=folder
    )
    assert outcome.succeeded, outcome.errors
    return outcome.warehouse


def counts_of(warehouse: Warehouse, user_id: int) -> dict[str, tuple[int, int]]:
    columns = ", ".join(f"{name}_count, {name}_trials" for name in SIGNALS)
    ((*numbers,),) = warehouse.rows(
        f"select {columns} from measures.user_measures"
        f" where user_id = {user_id}"
    )
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return dict(zip(SIGNALS, pairs, strict=True))


def test_cancelled_trip_brings_nothing_but_a_cancellation(
    by_hand: Warehouse,
) -> None:
    """Its bags, its nights, its discount and its hotel count for nothing."""
    nothing = dict.fromkeys(SIGNALS, (0, 0))
    assert counts_of(by_hand, 1) == nothing | {"cancels": (1, 1)}
    assert counts_of(by_hand, 7) == nothing
    perks = user_perks(by_hand)
    assert perks.loc[1, "primary_perk"] == "no_cancellation_fees"
    assert perks.loc[1, "reason_text"].startswith("Cancelled the only trip")
    assert pd.isna(perks.loc[1, "second_perk"])


def test_seven_sessions_are_out_and_eight_are_in(by_hand: Warehouse) -> None:
    perks = user_perks(by_hand)
    assert set(perks.index[perks["cohort_status"] == "cold_start"]) == {2, 4}
    assert set(perks.loc[[2, 4], "confidence"]) <= {"low", "none"}
    assert by_hand.rows(
        "select user_id, session_count from marts.user_features"
        " where user_id <= 5 order by all"
    ) == [(1, 9), (3, 8), (5, 8)]


def test_reason_counts_what_is_in_the_raw_rows(by_hand: Warehouse) -> None:
    assert counts_of(by_hand, 6) == {
        "bags": (2, 3),
        "cancels": (0, 3),
        "deals": (1, 3),
        "bundles": (1, 3),
        "nights": (3, 1),
    }
    ((rate, bags),) = by_hand.rows(
        "select rate, affinity from learn.int_signal_scales, "
        " marts.user_perk_affinities where signal = 'bags' and user_id = 6"
        " and perk_code = 'free_checked_bag'"
    )
    posterior = (2 + 4 * rate) / 7
    assert bags == pytest.approx(
        (posterior - rate) / (rate * (1 - rate)) ** 0.5
    )
    reasons = user_perks(by_hand)["reason_text"]
    assert reasons[8].startswith("Checked bags on the only flight")


def test_nothing_is_said_for_a_perk_without_evidence(
    by_hand: Warehouse,
) -> None:
    row = user_perks(by_hand).loc[7]
    assert row["primary_perk"] == "exclusive_discounts"
    assert row["is_fallback"]
    assert (row["confidence"], row["evidence_level"]) == ("none", "none")
    assert row["reason_text"] == "No booking yet that speaks for a perk"
    assert row["segment_key"] == "no_signal_yet"


def test_order_of_rows_and_who_people_are_change_nothing(
    project: Project, generated: Path, released: Warehouse, tmp_path: Path
) -> None:
    """To the byte, in everything that follows from counts."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in FILES:
        header, *lines = (
            (generated / f"{name}.csv")
            .read_text(encoding="utf-8")
            .splitlines(keepends=True)
        )
        random.Random(name).shuffle(lines)
        if name == "users":
            lines = [re.sub('"(M|F)"', '"O"', line) for line in lines]
            lines = [line.replace('"true"', '"false"') for line in lines]
        (raw / f"{name}.csv").write_text("".join([header, *lines]))
    outcome = project.build(raw, *TO_PERKS, within=tmp_path)
    assert outcome.succeeded, outcome.errors
    rooms = ("facts", "measures", "learn", "score")
    marts = [
        f"marts.{name}"
        for name in (*SCORED, "user_features", "segment_centroids")
    ]
    found = outcome.warehouse.contents(*rooms, "marts")
    wanted = released.contents(*rooms, "marts")
    compared = {
        name for name in found if name in marts or not name.startswith("marts")
    }
    assert len(compared) > 30
    for name in sorted(compared):
        assert found[name] == wanted[name], name


# Degenerate input


def keep_users(raw: RawTables, count: int) -> RawTables:
    numbers = [str(number) for number in range(1, count + 1)]
    return raw._replace(
        users=raw.users[raw.users["user_id"].isin(numbers)],
        sessions=raw.sessions[raw.sessions["user_id"].isin(numbers)],
    )


DEGENERATE: dict[
    str, tuple[Callable[[RawTables], RawTables], int, set[str], str]
] = {
    # What is changed, users with a perk, segments, what the model says.
    "fewer users than segments": (
        lambda raw: keep_users(raw, 3),
        3,
        {"one_group"},
        "only 2 distinct points in 3 users",
    ),
    "one user": (
        lambda raw: keep_users(raw, 1),
        1,
        {"one_group"},
        "only 1 distinct points in 1 users",
    ),
    "an empty flights file": (
        lambda raw: raw._replace(flights=text_table("flights", [])),
        10,
        {"no_signal_yet"},
        "only 0 distinct points in 0 users",
    ),
    "an empty cohort": (
        lambda raw: raw._replace(
            sessions=raw.sessions.groupby("user_id").head(4)
        ),
        10,
        {"no_signal_yet"},
        "only 0 distinct points in 0 users",
    ),
}


def assert_labelled(warehouse: Warehouse, users: int, reason: str) -> None:
    perks = user_perks(warehouse)
    assert len(perks) == users
    assert perks["primary_perk"].notna().all()
    assert set(perks["confidence"]) <= {"none", "low", "medium"}
    unknown = perks[perks["is_fallback"]]
    assert (unknown["confidence"] == "none").all()
    assert (unknown["evidence_level"] == "none").all()
    scores = warehouse.frame("select * from marts.segment_count_scores")
    assert len(scores) == 7
    assert scores["degraded_reason"].str.contains(reason, regex=False).any()
    assert not scores["is_chosen"].any()


@pytest.mark.parametrize("case", DEGENERATE)
def test_degenerate_input_is_labelled(
    project: Project, tmp_path: Path, case: str
) -> None:
    change, user_count, segments, reason = DEGENERATE[case]
    raw = write_raw(change(small_tables()), tmp_path)
    words = (*TO_PERKS, "--select", "+quality_gates")
    outcome = project.build(raw, *words, within=tmp_path)
    assert outcome.succeeded, outcome.errors
    assert_labelled(outcome.warehouse, user_count, reason)
    found = user_perks(outcome.warehouse)
    assert set(found["segment_key"]) == segments
    assert outcome.warehouse.rows(
        "select count(*) > 10 from marts.quality_gates"
    ) == [(True,)]
    if case == "an empty cohort":
        assert (found["cohort_status"] == "cold_start").all()


def test_signal_without_variance_is_labelled(
    small_release: FirstRelease,
) -> None:
    """Nobody of the small release ever cancelled, and all stay as long."""
    assert_labelled(
        small_release.outcome.warehouse,
        USER_COUNT,
        "no variance, counted as zero: cancels, deals, bundles, nights",
    )


def test_number_of_segments_that_does_not_hold_is_refused_in_a_line(
    project: Project, generated: Path, copy: Warehouse
) -> None:
    """Parameters of the learner are read when the project is."""
    eager = project.changed_model(
        "ml_segment_count_scores",
        lambda node: node.config.meta["parameters"].update(segment_count="2"),
    )
    outcome = eager.build(
        generated,
        *("--select", "int_earlier_*", "int_model_plan", "int_training_points"),
        *("ml_segment_count_scores", *NO_TESTS),
        within=copy.path.parent,
        retrain=True,
    )
    assert not outcome.succeeded
    assert "segment_count 2 is not eligible: " in outcome.errors
