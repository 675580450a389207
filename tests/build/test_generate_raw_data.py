"""The generated export: its bytes, its form, its shares and its dirt."""

import csv
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from dbt_project import Outcome, Project

COLUMNS = {
    "users": [
        "user_id",
        "birthdate",
        "gender",
        "married",
        "has_children",
        "home_country",
        "home_city",
        "home_airport",
        "home_airport_lat",
        "home_airport_lon",
        "sign_up_date",
    ],
    "sessions": [
        "session_id",
        "user_id",
        "trip_id",
        "session_start",
        "session_end",
        "flight_discount",
        "hotel_discount",
        "flight_discount_amount",
        "hotel_discount_amount",
        "flight_booked",
        "hotel_booked",
        "page_clicks",
        "cancellation",
    ],
    "flights": [
        "trip_id",
        "origin_airport",
        "destination",
        "destination_airport",
        "seats",
        "return_flight_booked",
        "departure_time",
        "return_time",
        "checked_bags",
        "trip_airline",
        "destination_airport_lat",
        "destination_airport_lon",
        "base_fare_usd",
    ],
    "hotels": [
        "trip_id",
        "hotel_name",
        "nights",
        "rooms",
        "check_in_time",
        "check_out_time",
        "hotel_per_room_usd",
    ],
}
FILES = tuple(COLUMNS)

# Of `TINY`. Whoever changes the generator on purpose pins them anew; where
# nobody did, the engine has changed under it.
TINY: dict[str, Any] = {"users": 90, "frequent_share": 0.5, "dirt": 10}
PINNED = {
    "users": (
        "eddcbd9efb1793b955f14e703c911754b2c6714fc854306fe274ec0fc6723ce3"
    ),
    "sessions": (
        "3dc2f29b26eef72efb83d579ed5d8892257866e08e159616e6500b7cd9acfa10"
    ),
    "flights": (
        "b9f8cabd3c31de3b4a0315f016d30eb3af890b9c04f72f86a0dda1356a4477e2"
    ),
    "hotels": (
        "4cf92e898aa4d0a2aa998d10fb0575fbfae222feb25a02a51021ba108a8d21cb"
    ),
}

ONE_THREAD = {
    "traveltide": {
        "target": "dev",
        "outputs": {
            "dev": {
                "type": "duckdb",
                "path": "{{ env_var('TRAVELTIDE_WAREHOUSE') }}",
                "threads": 1,
                "settings": {"threads": 1},
            }
        },
    }
}

WINDOW_START = pd.Timestamp("2023-01-04")
WINDOW_END = pd.Timestamp("2023-07-29")
FREQUENT_SESSIONS = 8

Tables = dict[str, pd.DataFrame]
Generate = Callable[..., Outcome]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("generate"))


@pytest.fixture(scope="module")
def generate(project: Project) -> Generate:
    def run(**arguments: object) -> Outcome:
        """Run the operation with some arguments."""
        words = yaml.safe_dump(arguments, default_flow_style=True, width=1000)
        return project.run(
            "run-operation", "generate_raw_data", "--args", words
        )

    return run


@pytest.fixture(scope="module")
def default_folder(project: Project, generate: Generate) -> Path:
    """Generate with the default arguments: one user in 170 is frequent."""
    folder = project.scratch / "default"
    assert generate(path=str(folder)).succeeded
    return folder


@pytest.fixture(scope="module")
def default(default_folder: Path) -> Tables:
    return tables(default_folder)


@pytest.fixture(scope="module")
def frequent(project: Project, generate: Generate) -> Tables:
    """Generate frequent users alone."""
    folder = project.scratch / "frequent"
    assert generate(users=5000, path=str(folder), frequent_share=1).succeeded
    return tables(folder)


@pytest.fixture(scope="module")
def tiny_folder(project: Project, generate: Generate) -> Path:
    folder = project.scratch / "tiny"
    assert generate(path=str(folder), **TINY).succeeded
    return folder


def tables(folder: Path) -> Tables:
    """Read every file as text."""
    return {
        path.stem: pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in folder.rglob("*.csv")
    }


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of the four files."""
    return {
        name: hashlib.sha256((folder / f"{name}.csv").read_bytes()).hexdigest()
        for name in FILES
    }


def named_trips(data: Tables) -> pd.DataFrame:
    """Return one row per trip that a session of the window names."""
    sessions = data["sessions"].drop_duplicates()
    sessions = sessions.assign(
        started_at=pd.to_datetime(sessions.session_start, errors="coerce"),
        is_cancellation=sessions.cancellation == "true",
        is_flight_discounted=sessions.flight_discount_amount != "",
        is_hotel_discounted=sessions.hotel_discount_amount != "",
    )
    trips = (
        sessions[
            (sessions.trip_id != "") & (sessions.started_at >= WINDOW_START)
        ]
        .groupby(["user_id", "trip_id"], as_index=False)[
            ["is_cancellation", "is_flight_discounted", "is_hotel_discounted"]
        ]
        .any()
    )
    hotels = data["hotels"].assign(
        night_count=(
            pd.to_datetime(data["hotels"].check_out_time).dt.normalize()
            - pd.to_datetime(
                data["hotels"].check_in_time, format="ISO8601"
            ).dt.normalize()
        ).dt.days
    )
    flights = data["flights"].assign(
        checked_bags=data["flights"].checked_bags.astype(int)
    )
    return (
        trips.merge(flights, "left", "trip_id")
        .merge(hotels, "left", "trip_id")
        .merge(data["personas"], "left", "user_id")
        .assign(
            has_flight=lambda trip: trip.checked_bags.notna(),
            has_hotel=lambda trip: trip.hotel_name.notna(),
            is_kept=lambda trip: ~trip.is_cancellation,
            is_bundle=lambda trip: trip.has_flight & trip.has_hotel,
            is_discounted=lambda trip: (
                (trip.has_flight & trip.is_flight_discounted)
                | (trip.has_hotel & trip.is_hotel_discounted)
            ),
        )
    )


def window_session_counts(data: Tables) -> pd.Series:
    """Return the sessions of each user in the window, zeros included."""
    sessions = data["sessions"].drop_duplicates()
    started_at = pd.to_datetime(sessions.session_start, errors="coerce")
    counts = sessions[started_at >= WINDOW_START].groupby("user_id").size()
    return counts.reindex(data["users"].user_id.unique(), fill_value=0)


def counted_dirt(data: Tables) -> dict[tuple[str, str], int]:
    """Count dirt from the files alone."""
    users, sessions, flights, hotels = (data[name] for name in FILES)
    bookings = sessions[sessions.cancellation == "false"].drop_duplicates()
    is_flight = bookings.flight_booked.str.strip().str.lower() == "true"
    is_hotel = bookings.hotel_booked == "true"
    has_flight = bookings.trip_id.isin(flights.trip_id)
    has_hotel = bookings.trip_id.isin(hotels.trip_id)
    has_row = has_flight | has_hotel
    nights = hotels.nights.astype(int)
    starts = pd.to_datetime(sessions.session_start, errors="coerce")

    def strays(table: pd.DataFrame, column: str, form: str) -> int:
        return int((~table[column].str.fullmatch(form)).sum())

    return {
        ("booked_flag_without_row", "flights.csv"): int(
            (is_flight & ~has_flight & has_row).sum()
        ),
        ("booked_flag_without_row", "hotels.csv"): int(
            (is_hotel & ~has_hotel & has_row).sum()
        ),
        ("discount_flag_without_amount", "sessions.csv"): int(
            (
                (bookings.flight_discount == "true")
                & (bookings.flight_discount_amount == "")
            ).sum()
            + (
                (bookings.hotel_discount == "true")
                & (bookings.hotel_discount_amount == "")
            ).sum()
        ),
        ("duplicate_row", "sessions.csv"): int(sessions.duplicated().sum()),
        ("missing_check_out", "hotels.csv"): int(
            (hotels.check_out_time == "").sum()
        ),
        ("missing_key", "sessions.csv"): int((sessions.session_id == "").sum()),
        ("negative_nights", "hotels.csv"): int((nights < 0).sum()),
        ("orphan_trip", "sessions.csv"): bookings[
            (bookings.trip_id != "") & ~has_row
        ].trip_id.nunique(),
        ("stray_blank_or_case", "flights.csv"): strays(
            flights, "origin_airport", "[A-Z]{3}"
        ),
        ("stray_blank_or_case", "hotels.csv"): strays(hotels, "rooms", r"\d"),
        ("stray_blank_or_case", "sessions.csv"): strays(
            sessions, "flight_booked", "true|false"
        ),
        ("stray_blank_or_case", "users.csv"): strays(users, "gender", "[FMO]"),
        ("unparsable_value", "flights.csv"): strays(
            flights, "base_fare_usd", r"\d+\.\d{1,2}"
        ),
        ("unparsable_value", "sessions.csv"): strays(
            sessions, "page_clicks", r"\d+"
        )
        + int(starts.isna().sum()),
        ("zero_nights", "hotels.csv"): int((nights == 0).sum()),
    }


def manifest(data: Tables) -> dict[tuple[str, str], int]:
    """Return what the generator says of its dirt."""
    return {
        (row.kind, row.file_name): int(row.row_count)
        for row in data["dirt"].itertuples()
    }


def test_bytes_are_those_pinned(tiny_folder: Path) -> None:
    assert digests(tiny_folder) == PINNED


def test_bytes_do_not_depend_on_threads(
    project: Project, default_folder: Path
) -> None:
    scratch = project.scratch / "one_thread"
    scratch.mkdir()
    (scratch / "profiles.yml").write_text(yaml.safe_dump(ONE_THREAD))
    folder = scratch / "raw"
    result = Project(scratch, profiles=scratch).command(
        "run-operation",
        "generate_raw_data",
        "--args",
        yaml.safe_dump({"path": str(folder)}),
    )
    assert result.returncode == 0, result.stdout
    assert digests(folder) == digests(default_folder)


def test_rerun_replaces_files_with_the_same_bytes(
    generate: Generate, tiny_folder: Path
) -> None:
    assert generate(path=str(tiny_folder), **TINY).succeeded
    assert digests(tiny_folder) == PINNED
    assert sorted(path.name for path in tiny_folder.rglob("*.*")) == sorted(
        [
            "campaign_assignments.csv",
            "campaign_events.csv",
            "dirt.csv",
            "fingerprint.csv",
            "personas.csv",
            *(f"{name}.csv" for name in FILES),
        ]
    )


def test_files_are_made_anew_only_if_stale(
    generate: Generate, tmp_path: Path
) -> None:
    """Other arguments or a lost file make them anew, a second call does not."""

    def ask(**arguments: object) -> bool:
        options = TINY | {"path": str(tmp_path), "only_if_stale": True}
        outcome = generate(**options | arguments)
        assert outcome.succeeded, outcome.errors
        return "Generated" in outcome.output

    assert ask()
    assert not ask()
    (tmp_path / "hotels.csv").unlink()
    assert ask()
    assert digests(tmp_path) == PINNED
    assert ask(seed=43)
    assert ask()
    assert digests(tmp_path) == PINNED
    (tmp_path / "truth/fingerprint.csv").unlink()
    assert ask()


def test_seed_changes_every_file(
    generate: Generate, tiny_folder: Path, tmp_path: Path
) -> None:
    assert generate(path=str(tmp_path), seed=43, **TINY).succeeded
    other = digests(tmp_path)
    assert not set(other.values()) & set(digests(tiny_folder).values())


def test_more_users_leave_the_first_as_they_were(
    generate: Generate, tiny_folder: Path, tmp_path: Path
) -> None:
    arguments = TINY | {"users": TINY["users"] // 2}
    assert generate(path=str(tmp_path), **arguments).succeeded
    for name in FILES:
        fewer = (tmp_path / f"{name}.csv").read_bytes()
        assert (tiny_folder / f"{name}.csv").read_bytes().startswith(fewer)


@pytest.mark.parametrize("name", FILES)
def test_form_is_that_of_the_platform(default_folder: Path, name: str) -> None:
    text = (default_folder / f"{name}.csv").read_text()
    lines = text.removesuffix("\n").split("\n")
    assert next(csv.reader(lines)) == COLUMNS[name]
    fields = ",".join(['"[^"]*"'] * len(COLUMNS[name]))
    assert all(map(re.compile(fields).fullmatch, lines))
    assert "NULL" not in text


def test_values_have_the_form_of_the_platform(default: Tables) -> None:
    sessions, hotels = default["sessions"], default["hotels"]
    timestamp = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?"
    for column in [
        sessions.session_end,
        default["flights"].departure_time,
        hotels.check_in_time,
    ]:
        assert column.str.fullmatch(timestamp).all()
    digits = hotels.check_in_time.str.partition(".")[2].str.len()
    assert set(digits) == {0, 1, 2, 3}
    keys = sessions[sessions.session_id != ""]
    tails = keys.session_id.str.partition("-")
    assert (tails[0] == keys.user_id).all()
    assert tails[2].str.fullmatch("[0-9a-f]{32}").all()
    assert sessions.cancellation.isin(["true", "false"]).all()
    assert set(sessions.flight_discount_amount) >= {
        "",
        "0.05",
        "0.3999999999999999",
        "0.6000000000000001",
    }
    assert hotels.hotel_name.str.fullmatch(r"[^-]+(-La)?  ?- [a-z ]+").all()
    assert hotels.hotel_name.str.contains("  - ").any()
    assert hotels.hotel_per_room_usd.astype(int).between(17, 1376).all()


def test_cancellations_have_the_form_of_the_platform(default: Tables) -> None:
    sessions = default["sessions"]
    cancelled = sessions[sessions.cancellation == "true"]
    for flag in [
        "flight_discount",
        "hotel_discount",
        "flight_booked",
        "hotel_booked",
    ]:
        assert (cancelled[flag] == "true").all()
    assert (cancelled.flight_discount_amount == "").all()
    assert (cancelled.hotel_discount_amount == "").all()
    lengths = (
        pd.to_datetime(cancelled.session_end, format="ISO8601")
        - pd.to_datetime(cancelled.session_start, format="ISO8601")
    ).dt.total_seconds()
    assert lengths.between(600, 7200).all()
    assert (lengths == 7200).mean() == pytest.approx(0.57, abs=0.05)
    assert cancelled.page_clicks.astype(int).between(10, 200).all()
    assert cancelled.trip_id.is_unique
    bookings = sessions[sessions.cancellation == "false"]
    pairs = cancelled.merge(bookings, on="trip_id")
    assert len(pairs) == len(cancelled)
    assert (pairs.session_start_x > pairs.session_end_y).all()


def test_tables_agree_with_each_other(default: Tables) -> None:
    users = default["users"].set_index("user_id")
    sessions = default["sessions"]
    flights, hotels = default["flights"], default["hotels"]
    assert users.index.is_unique
    assert flights.trip_id.is_unique
    assert hotels.trip_id.is_unique
    owners = users.loc[flights.trip_id.str.partition("-")[0]]
    assert list(flights.origin_airport.str.strip().str.upper()) == list(
        owners.home_airport.str.strip().str.upper()
    )
    assert (flights.origin_airport != flights.destination_airport).all()
    one_way = flights.return_flight_booked == "false"
    assert ((flights.return_time == "") == one_way).all()
    starts = pd.to_datetime(sessions.session_start, errors="coerce")
    signed_up = pd.to_datetime(users.loc[sessions.user_id].sign_up_date)
    is_early = starts.to_numpy() <= signed_up.to_numpy()
    assert not is_early.any()
    assert starts.min() >= pd.Timestamp("2021-04-01")
    assert starts.max() < WINDOW_END
    unnamed = ~flights.trip_id.isin(sessions.trip_id)
    assert 0 < unnamed.mean() < 0.05
    stays = hotels[hotels.check_out_time != ""]
    check_in = pd.to_datetime(stays.check_in_time, format="ISO8601")
    check_out = pd.to_datetime(stays.check_out_time)
    days = (check_out.dt.normalize() - check_in.dt.normalize()).dt.days
    assert (stays.nights.astype(int) == days - (check_in.dt.hour >= 12)).all()


def test_shares_of_all_sessions_are_believable(default: Tables) -> None:
    sessions = default["sessions"]
    shares = {
        "sessions per user": len(sessions) / len(default["users"]) / 100,
        "without a trip": (sessions.trip_id == "").mean(),
        "cancellation": (sessions.cancellation == "true").mean(),
        "flight discount": (sessions.flight_discount == "true").mean(),
        "hotel discount": (sessions.hotel_discount == "true").mean(),
        "one way": (default["flights"].return_flight_booked == "false").mean(),
        "negative nights": (default["hotels"].nights.astype(int) < 0).mean(),
    }
    assert shares == pytest.approx(
        {
            "sessions per user": 0.054,
            "without a trip": 0.57,
            "cancellation": 0.017,
            "flight discount": 0.15,
            "hotel discount": 0.14,
            "one way": 0.047,
            "negative nights": 0.006,
        },
        abs=0.02,
        rel=0,
    )
    assert shares["negative nights"] == pytest.approx(0.006, abs=0.003)
    assert shares["sessions per user"] == pytest.approx(0.054, abs=0.004)


def test_shares_of_frequent_users_are_believable(frequent: Tables) -> None:
    trips = named_trips(frequent)
    kept = trips[trips.is_kept]
    users = len(frequent["users"])
    shares = {
        "bags": kept[kept.checked_bags > 0].user_id.nunique() / users,
        "cancellation": trips[~trips.is_kept].user_id.nunique() / users,
        "discount": kept[kept.is_discounted].user_id.nunique() / users,
        "bundle": kept[kept.is_bundle].user_id.nunique() / users,
        "night": kept[kept.night_count > 0].user_id.nunique() / users,
    }
    assert shares == pytest.approx(
        {
            "bags": 0.68,
            "cancellation": 0.10,
            "discount": 0.46,
            "bundle": 0.82,
            "night": 0.90,
        },
        abs=0.05,
        rel=0,
    )
    assert len(trips) / users == pytest.approx(2.8, abs=0.1)


def test_frequent_share_is_kept(default: Tables, frequent: Tables) -> None:
    counts = window_session_counts(default)
    is_frequent = counts >= FREQUENT_SESSIONS
    assert is_frequent.mean() == pytest.approx(0.006, abs=0.002)
    assert (counts >= FREQUENT_SESSIONS - 1).mean() == pytest.approx(
        0.024, abs=0.004
    )
    personas = default["personas"].set_index("user_id").persona
    assert (personas[~is_frequent] == "none").mean() > 0.9999
    # A rejected or unparsable session may cost a user its place.
    assert (window_session_counts(frequent) >= FREQUENT_SESSIONS).mean() > 0.998


def test_no_frequent_share_means_no_frequent_user(
    generate: Generate, tmp_path: Path
) -> None:
    arguments = {"users": 2000, "path": str(tmp_path), "frequent_share": 0}
    assert generate(**arguments).succeeded
    data = tables(tmp_path)
    assert window_session_counts(data).max() == FREQUENT_SESSIONS - 1
    assert set(data["personas"].persona) == {"none"}


@pytest.mark.parametrize(
    ("strength", "trip_count"), [(1, 2.8), (3, 2.8), (4, 9)]
)
def test_personas_differ_as_far_as_told(
    generate: Generate,
    frequent: Tables,
    tmp_path: Path,
    strength: float,
    trip_count: float,
) -> None:
    data = frequent
    if strength != 3:
        assert generate(
            users=5000,
            path=str(tmp_path),
            frequent_share=1,
            persona_strength=strength,
            trips_per_user=trip_count,
        ).succeeded
        data = tables(tmp_path)
    shares = data["personas"].persona.value_counts(normalize=True)
    assert len(shares) == 5
    assert shares.drop("none").between(0.13, 0.17).all()
    trips = named_trips(data)
    assert len(trips) / len(data["users"]) == pytest.approx(
        trip_count, rel=0.03
    )
    ratios = {}
    for persona, behaviour in [
        ("bag_heavy", trips.checked_bags[trips.has_flight]),
        ("flexible", trips.is_cancellation),
        ("deal_driven", trips.is_discounted),
        ("bundler", ~trips.is_bundle),
    ]:
        is_own = trips.persona[behaviour.index] == persona
        ratios[persona] = behaviour[is_own].mean() / behaviour[~is_own].mean()
    if strength == 1:
        # A persona has but a hundred cancellations here.
        assert ratios == pytest.approx(dict.fromkeys(ratios, 1), abs=0.35)
    else:
        assert ratios["bag_heavy"] > strength
        assert ratios["flexible"] > strength**2
        assert ratios["deal_driven"] > strength / 1.5
        assert ratios["bundler"] < 1 / strength


def test_manifest_counts_the_dirt(default: Tables, frequent: Tables) -> None:
    for data in [default, frequent]:
        assert manifest(data) == counted_dirt(data)
        assert min(manifest(data).values()) > 0


def test_few_rows_are_beyond_repair(default: Tables) -> None:
    for name in FILES:
        rejected = sum(
            count
            for (kind, file_name), count in manifest(default).items()
            if kind in {"missing_key", "unparsable_value"}
            and file_name == f"{name}.csv"
        )
        assert rejected / len(default[name]) < 0.0005


def test_dirt_can_be_multiplied(tiny_folder: Path) -> None:
    data = tables(tiny_folder)
    assert manifest(data) == counted_dirt(data)
    planted = sum(
        count
        for (kind, _), count in manifest(data).items()
        if kind not in {"negative_nights", "zero_nights"}
    )
    # 34 rows among 1,500 users, ten times over.
    assert planted == TINY["users"] * 34 * TINY["dirt"] // 1500


def test_no_dirt_means_none(generate: Generate, tmp_path: Path) -> None:
    assert generate(users=3000, path=str(tmp_path), dirt=0).succeeded
    data = tables(tmp_path)
    assert not any(counted_dirt(data).values())
    assert manifest(data) == counted_dirt(data)


def test_no_users_gives_headers_alone(
    generate: Generate, tmp_path: Path
) -> None:
    assert generate(users=0, path=str(tmp_path)).succeeded
    for name in FILES:
        header = ",".join(f'"{column}"' for column in COLUMNS[name])
        assert (tmp_path / f"{name}.csv").read_text() == f"{header}\n"
    assert not any(manifest(tables(tmp_path)).values())


@pytest.mark.parametrize(
    "name",
    [
        "with blank",
        "it's; drop table users; --",
        'say "so"',
        "missing/parents/of it",
        "[1] *?",
        "{{ 1 }}",
        "ünï%20/",
    ],
)
def test_any_folder_will_do(
    generate: Generate, tiny_folder: Path, tmp_path: Path, name: str
) -> None:
    outcome = generate(path=f"{tmp_path}/{name}", **TINY)
    assert outcome.succeeded, outcome.output
    assert digests(tmp_path / name) == digests(tiny_folder)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("users", -1, "a whole number from 0, not '-1'"),
        ("users", 1.5, "a whole number from 0, not '1.5'"),
        ("users", "many", "a whole number from 0, not 'many'"),
        ("path", "", "the path of a folder, not ''"),
        ("path", "  ", "the path of a folder, not ' '"),
        ("path", 7, "the path of a folder, not '7'"),
        ("seed", "x", "a whole number, not 'x'"),
        ("frequent_share", 1.01, "a number from 0 to 1, not '1.01'"),
        ("frequent_share", True, "a number from 0 to 1, not 'True'"),
        ("persona_strength", 0.5, "a number from 1 to 10, not '0.5'"),
        ("trips_per_user", -1, "a number from 0 to 100, not '-1'"),
        ("dirt", -0.1, "a number from 0 to 40, not '-0.1'"),
    ],
)
def test_senseless_arguments_are_named(
    generate: Generate,
    tmp_path: Path,
    name: str,
    value: object,
    expected: str,
) -> None:
    folder = tmp_path / "none"
    outcome = generate(**({"path": str(folder)} | {name: value}))
    assert not outcome.succeeded
    assert f"generate_raw_data: {name} must be {expected}" in outcome.errors
    assert not folder.exists()


def test_path_has_no_default(generate: Generate) -> None:
    assert "path must be the path of a folder" in generate().errors
