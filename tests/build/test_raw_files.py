"""Raw files that are not what they should be, through whole builds.

A user judges a failed build by what the terminal says last: one error, which
names the file, what was expected and what was found. Nothing that an earlier
build has published may have changed by then.
"""

import gzip
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from glob import glob
from pathlib import Path

import duckdb
import pytest
from dbt_project import (
    FILES,
    NO_TESTS,
    NO_UNIT_TESTS,
    TO_FEATURES,
    Outcome,
    Project,
    Warehouse,
    bare,
    copied_project,
)
from published import FirstRelease, copied
from small_raw import USER_COUNT

Break = Callable[[Path], object]

FLIGHT_COLUMNS = (
    "trip_id, origin_airport, destination, destination_airport, seats,"
    " return_flight_booked, departure_time, return_time, checked_bags,"
    " trip_airline, destination_airport_lat, destination_airport_lon,"
    " base_fare_usd"
)
EXPECTED_USERS = "expected UTF-8 CSV with commas and the columns user_id,"
REJECTED = "staging.stg_engine__rejected_rows"
KEPT = ("marts",)
TO_TESTED_FEATURES = (
    *(*TO_FEATURES, *NO_UNIT_TESTS),
    *("--indirect-selection", "buildable"),
)


@dataclass(frozen=True)
class Good:
    """A folder of flawless files, and what was built from it."""

    project: Project
    folder: Path
    warehouse: Warehouse
    contents: dict[str, list[str]]

    def broken(self, target: Path, change: Break) -> Path:
        """Return a copy of the folder with a flaw."""
        shutil.copytree(self.folder, target)
        change(target)
        return target

    def build(self, location: Path | str, *words: str) -> Outcome:
        """Build from other files into the warehouse of the good ones."""
        return self.project.build(
            location, *words, within=self.warehouse.path.parent
        )


@pytest.fixture(scope="module")
def good(
    project: Project,
    small_release: FirstRelease,
    tmp_path_factory: pytest.TempPathFactory,
) -> Good:
    folder = tmp_path_factory.mktemp("good") / "copy"
    copied(small_release.folder, folder)
    warehouse = project.warehouse(folder)
    assert len(warehouse.user_features()) == USER_COUNT
    contents = warehouse.contents(*KEPT)
    return Good(project, folder / "raw", warehouse, contents)


def edit(name: str, change: Callable[[bytes], bytes]) -> Break:
    """Change the bytes of a file."""

    def edited(folder: Path) -> None:
        path = folder / name
        before = path.read_bytes()
        path.write_bytes(change(before))
        assert path.read_bytes() != before

    return edited


def swap(name: str, old: str | bytes, new: str | bytes) -> Break:
    """Replace the first occurrence of some text."""
    old, new = (
        each.encode() if isinstance(each, str) else each for each in (old, new)
    )
    return edit(name, lambda text: text.replace(old, new, 1))


def write(name: str, content: bytes) -> Break:
    return lambda folder: (folder / name).write_bytes(content)


def remove(name: str) -> Break:
    return lambda folder: (folder / name).unlink()


def rename(name: str, new: str) -> Break:
    return lambda folder: (folder / name).rename(folder / new)


def both(*changes: Break) -> Break:
    return lambda folder: [change(folder) for change in changes]


def parquet(name: str, select: str) -> Break:
    return lambda folder: duckdb.execute(
        f"copy ({select}) to '{folder / name}' (format parquet)"
    )


def assert_stopped(good: Good, outcome: Outcome, *fragments: str) -> None:
    """Prove a failed build with one clear error that replaced nothing."""
    assert not outcome.succeeded
    errors = outcome.errors
    for fragment in fragments:
        assert fragment in errors, errors
    assert errors.count("raw file") == 1 or "raw file" not in fragments, errors
    assert "Traceback" not in outcome.output
    assert len(errors) < 1500, errors
    assert good.warehouse.contents(*KEPT) == good.contents


def assert_features(good: Good, outcome: Outcome) -> None:
    """Prove the same features as from the good files."""
    mart = "marts.user_features"
    found = outcome.warehouse.contents(*KEPT)
    assert found == {mart: good.contents[mart]}


# Found before the first model: nothing at all is replaced.

UNREADABLE: dict[str, tuple[Break, list[str]]] = {
    "missing file": (
        remove("flights.csv"),
        [
            "raw file missing: expected flights.csv, .csv.gz or .parquet in"
            " {folder}, found none",
        ],
    ),
    "directory in its place": (
        both(
            remove("users.csv"), lambda folder: (folder / "users.csv").mkdir()
        ),
        ["raw file missing: expected users.csv", "in {folder}, found none"],
    ),
    "two forms of one file": (
        lambda folder: write(
            "users.csv.gz", gzip.compress((folder / "users.csv").read_bytes())
        )(folder),
        [
            "raw file ambiguous: found {folder}/users.csv and"
            " {folder}/users.csv.gz, expected one",
        ],
    ),
    "missing column": (
        edit(
            "flights.csv",
            lambda text: b"".join(
                line.rsplit(b",", 1)[0] + b"\n" for line in text.splitlines()
            ),
        ),
        [
            "raw file header wrong: {folder}/flights.csv lacks base_fare_usd;",
            f"and the columns {FLIGHT_COLUMNS} in any order",
            'found "trip_id","origin_airport"',
        ],
    ),
    "renamed column": (
        swap("flights.csv", "checked_bags", "bags"),
        [
            "{folder}/flights.csv lacks checked_bags;",
            f"and the columns {FLIGHT_COLUMNS} in any order",
            '"return_time","bags","trip_airline"',
        ],
    ),
    "column of another case": (
        swap("users.csv", "gender", "Gender"),
        ["{folder}/users.csv lacks gender;", '"Gender"'],
    ),
    "column twice": (
        swap("users.csv", '"sign_up_date"', '"sign_up_date","Gender"'),
        ["{folder}/users.csv names a column twice;", EXPECTED_USERS],
    ),
    "no byte": (
        write("users.csv", b""),
        ["{folder}/users.csv is empty;", EXPECTED_USERS, "found nothing"],
    ),
    "only blank lines": (
        write("users.csv", b"\n\n\n"),
        [
            "{folder}/users.csv begins with a blank line;",
            EXPECTED_USERS,
            "found blank lines",
        ],
    ),
    "blank line before the header": (
        edit("users.csv", lambda text: b"\r\n" + text),
        [
            "{folder}/users.csv begins with a blank line;",
            EXPECTED_USERS,
            'found "user_id","birthdate"',
        ],
    ),
    "no header": (
        edit("users.csv", lambda text: text.split(b"\n", 1)[1]),
        [
            "{folder}/users.csv has no known column;",
            EXPECTED_USERS,
            'found "1","1984-05-26"',
        ],
    ),
    "web page": (
        write("users.csv", b"<!DOCTYPE html>\n<html>Please log in</html>\n"),
        [
            "{folder}/users.csv has no known column;",
            EXPECTED_USERS,
            "<!DOCTYPE html>",
        ],
    ),
    "UTF-16": (
        edit("sessions.csv", lambda text: text.decode().encode("utf-16")),
        [
            "{folder}/sessions.csv has no known column;",
            "expected UTF-8 CSV",
            r"found UTF-16 text",
        ],
    ),
    "UTF-16 without a mark": (
        edit("users.csv", lambda text: text.decode().encode("utf-16-be")),
        [
            "{folder}/users.csv has no known column;",
            EXPECTED_USERS,
            r"found UTF-16 text",
        ],
    ),
    "Latin-1 header": (
        swap("users.csv", "gender", b"gesch\xe4ft"),
        ["{folder}/users.csv", EXPECTED_USERS, r"gesch\xE4ft"],
    ),
    "gzip named csv": (
        edit("users.csv", gzip.compress),
        ["{folder}/users.csv", EXPECTED_USERS, r"found gzip data \x1F\x8B"],
    ),
    "csv named gzip": (
        rename("users.csv", "users.csv.gz"),
        [
            "raw file unreadable: {folder}/users.csv.gz is not gzipped;"
            " expected gzipped CSV; gzip it, or take .gz off its name",
        ],
    ),
    "Parquet named csv": (
        parquet("users.csv", "select 1 as user_id"),
        ["{folder}/users.csv", EXPECTED_USERS, "found Parquet data"],
    ),
    "csv named Parquet": (
        rename("users.csv", "users.parquet"),
        [
            "raw file unreadable: {folder}/users.parquet is not a Parquet file;"
            " expected Parquet; export it again, or name it .csv",
        ],
    ),
    "Parquet without a column": (
        both(
            remove("hotels.csv"),
            parquet("hotels.parquet", "select 'x' as trip_id, 1 as nights"),
        ),
        [
            "{folder}/hotels.parquet lacks hotel_name, rooms,",
            "expected a Parquet file and the columns trip_id, hotel_name,",
            "found trip_id, nights",
        ],
    ),
    "semicolons": (
        edit("users.csv", lambda text: text.replace(b'","', b'";"')),
        [
            "{folder}/users.csv lacks birthdate,",
            EXPECTED_USERS,
            '"user_id";"birthdate"',
        ],
    ),
    "semicolons without quotes": (
        edit(
            "users.csv",
            lambda text: text.replace(b'","', b";").replace(b'"', b""),
        ),
        [
            "{folder}/users.csv has no known column;",
            EXPECTED_USERS,
            "user_id;birthdate",
        ],
    ),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_unreadable_file_stops_before_the_first_model(
    case: str, good: Good, tmp_path: Path
) -> None:
    """One error names file, expectation and finding; nothing is touched."""
    change, fragments = UNREADABLE[case]
    folder = good.broken(tmp_path / "raw", change)
    outcome = good.build(folder)
    assert_stopped(
        good, outcome, *(each.format(folder=folder) for each in fragments)
    )
    assert not outcome.results
    assert "START sql" not in outcome.output


def test_unknown_folder_is_named(good: Good, tmp_path: Path) -> None:
    outcome = good.build(tmp_path / "nowhere")
    assert_stopped(
        good,
        outcome,
        f"raw file missing: expected users.csv, .csv.gz or .parquet in"
        f" {tmp_path / 'nowhere'}, found none; set raw_location to a folder or"
        " URL that holds the raw files",
    )


def test_exit_status_and_terminal_of_a_real_process(
    good: Good, tmp_path: Path
) -> None:
    """What the other cases see within the process is what a shell sees."""
    folder = good.broken(tmp_path / "raw", remove("hotels.csv"))
    done = good.project.command(
        "build",
        within=good.warehouse.path.parent,
        raw_location=str(folder),
    )
    assert done.returncode != 0
    assert "raw file missing: expected hotels.csv" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert good.warehouse.contents(*KEPT) == good.contents


@pytest.mark.parametrize(
    "change",
    [
        both(remove("users.csv"), write("users.csv", b"")),
    ],
)
def test_file_without_read_permission(
    change: Break, good: Good, tmp_path: Path
) -> None:
    folder = good.broken(tmp_path / "raw", change)
    (folder / "users.csv").chmod(0)
    try:
        (folder / "users.csv").read_bytes()
    except PermissionError:
        outcome = good.build(folder)
        assert_stopped(good, outcome, f"{folder}/users.csv")
    else:
        pytest.skip("this account reads files whatever their permissions")


# Found while reading: staging may be new, everything behind it is not.

LIMIT = "more than the share 0.001 of var max_rejected_share"
UNUSABLE: dict[str, tuple[Break, list[str]]] = {
    "Latin-1 byte in a row": (
        swap("users.csv", "new york", b"m\xfcnchen"),
        ["raw file users is not UTF-8: lines that cannot be decoded: 1"],
    ),
    "values of several kinds": (
        both(
            swap("flights.csv", '"500.10"', '"a lot"'),
            swap("flights.csv", '"600.10"', '"600,10"'),
            swap("flights.csv", '"2023-08-01 10:00:00"', '"1\nencoding: x"'),
        ),
        [
            f"raw file flights: 3 of {USER_COUNT} rows cannot be used, {LIMIT}:"
            " 2 x base_fare_usd is not an amount,"
            " 1 x departure_time is not a timestamp; see " + REJECTED,
        ],
    ),
    "two files": (
        both(
            swap("flights.csv", '"500.10"', '"a lot"'),
            swap("hotels.csv", '"110"', '"$110"'),
        ),
        [
            "raw file flights: 1 of 10 rows cannot be used",
            "1 x base_fare_usd is not an amount",
            "raw file hotels: 1 of 10 rows cannot be used",
            "1 x hotel_per_room_usd is not an amount",
        ],
    ),
    "missing key": (
        swap("sessions.csv", '"1-session-3"', '" "'),
        ["1 of 90 rows cannot be used", "1 x session_id is missing"],
    ),
    "different rows of one key": (
        edit(
            "users.csv",
            lambda text: (
                text + text.splitlines()[1].replace(b'"F"', b'"M"') + b"\n"
            ),
        ),
        [
            "raw file users: 2 of 11 rows cannot be used",
            "2 x another row has the same user_id",
        ],
    ),
    "too few fields": (
        swap("flights.csv", ',"-118.408","500.10"', ""),
        ["raw file flights: 1 of 10 rows cannot be used", "missing columns"],
    ),
    "too many fields": (
        swap("users.csv", '"new york"', '"new","york"'),
        ["raw file users: 1 of 10 rows cannot be used", "too many columns"],
    ),
    "truncated last line": (
        edit("users.csv", lambda text: text[:-40]),
        ["raw file users: 1 of 10 rows cannot be used"],
    ),
    "truncated in the last field": (
        edit("sessions.csv", lambda text: text[:-4]),
        ["raw file sessions: 1 of 90 rows cannot be used"],
    ),
    "quote that never ends": (
        swap("users.csv", '"2","1984-05-26"', '"2","1984-05-26'),
        ["raw file users: ", "rows cannot be used"],
    ),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_too_many_unusable_rows_stop_the_build(
    case: str, good: Good, tmp_path: Path
) -> None:
    """One error counts them by reason; marts stay as they were."""
    change, fragments = UNUSABLE[case]
    folder = good.broken(tmp_path / "raw", change)
    outcome = good.build(folder, *TO_TESTED_FEATURES)
    assert_stopped(good, outcome, *fragments)
    assert "Completed with 1 error" in outcome.errors


def test_run_stops_as_build_does(good: Good, tmp_path: Path) -> None:
    """Without its tests, too, dbt takes no file with too many unusable rows."""
    folder = good.broken(
        tmp_path / "raw", swap("flights.csv", '"500.10"', '"a lot"')
    )
    outcome = good.project.run(
        "run",
        within=good.warehouse.path.parent,
        raw_location=str(folder),
    )
    assert_stopped(good, outcome, "raw file flights: 1 of 10 rows", LIMIT)


# Harmless: the build goes on and says what it left out.


def test_header_without_rows_builds_and_has_no_rows(
    project: Project, good: Good, tmp_path: Path
) -> None:
    """An extract may be empty; tables are then, too."""

    def emptied(folder: Path) -> None:
        for name in FILES:
            path = folder / f"{name}.csv"
            path.write_bytes(path.read_bytes().split(b"\n", 1)[0] + b"\n")

    folder = good.broken(tmp_path / "raw", emptied)
    outcome = project.build(folder, within=tmp_path)
    assert outcome.succeeded, outcome.errors
    assert outcome.warehouse.user_features().empty


def test_unusable_rows_under_the_limit_are_listed(
    project: Project, good: Good, tmp_path: Path
) -> None:
    """One of ten is not more than a tenth: file, row and reason are kept."""
    repeated = (good.folder / "users.csv").read_bytes().splitlines()[1]
    folder = good.broken(
        tmp_path / "raw",
        both(
            edit("users.csv", lambda text: text + repeated + b"\n"),
            swap("flights.csv", '"500.10"', '"a lot"'),
            swap("hotels.csv", '"NH Hotel  - los angeles"', '"a","b"'),
            edit(
                "sessions.csv",
                lambda text: (
                    text + text.splitlines()[1].replace(b'"0"', b'"1"') + b"\n"
                ),
            ),
        ),
    )
    outcome = project.build(
        folder,
        *TO_TESTED_FEATURES,
        within=tmp_path,
        max_rejected_share=0.1,
    )
    assert outcome.succeeded, outcome.errors
    rejected = outcome.warehouse.rows(
        "select file_name, row_key, line_number, reason, raw_row"
        f" from {REJECTED} order by all"
    )
    flight, hotel, session, other_session = rejected
    assert flight[:4] == (
        "flights",
        "5-trip",
        None,
        "base_fare_usd is not an amount: a lot",
    )
    assert '"base_fare_usd":"a lot"' in flight[4]
    assert hotel[:4] == ("hotels", None, 2, "too many columns")
    assert hotel[4].startswith('"1-trip","a","b","2"')
    for row in (session, other_session):
        assert row[1] == "1-session-0"
        assert row[3] == "another row has the same session_id"
    assert {row[4].count('"page_clicks":"0"') for row in rejected[2:]} == {0, 1}
    counts = outcome.warehouse.rows(
        "select file_name, row_count, rejected_row_count, repeated_row_count,"
        " kept_row_count from staging.stg_engine__file_counts order by all"
    )
    assert counts == [
        ("campaign_events", 0, 0, 0, 0),
        ("flights", 10, 1, 0, 9),
        ("hotels", 10, 1, 0, 9),
        ("sessions", 91, 2, 0, 89),
        ("users", 11, 0, 1, 10),
    ]


def test_line_ends_within_fields_are_kept(
    project: Project, good: Good, tmp_path: Path
) -> None:
    """A quoted field may hold line ends, quotes, commas and a byte mark."""
    city = 'new\n"york",\r\nny;'
    folder = good.broken(
        tmp_path / "raw",
        both(
            edit("users.csv", lambda text: b"\xef\xbb\xbf" + text),
            swap("users.csv", "new york", city.replace('"', '""')),
            edit("hotels.csv", lambda text: text.replace(b"\n", b"\r\n")),
            edit("flights.csv", lambda text: text.rstrip(b"\n")),
            edit("sessions.csv", lambda text: text.replace(b'"', b"")),
        ),
    )
    outcome = project.build(folder, *TO_FEATURES, *NO_TESTS, within=tmp_path)
    assert outcome.succeeded, outcome.errors
    assert_features(good, outcome)
    assert outcome.warehouse.rows(
        "select home_city from staging.stg_traveltide__users where user_id = 1"
    ) == [(city,)]


ODD_NAMES = [
    "with blanks and ünïcödé ✈",
    "it's; drop table users --",
    'say "x" {y} $z %s #1',
    "user_id=7",
    "[ab]*?",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_folder_of_any_name_is_read_to_the_letter(
    name: str, good: Good, tmp_path: Path
) -> None:
    """A folder that is there is no pattern, whatever its name would match."""
    folder = good.broken(
        tmp_path / name, swap("flights.csv", "checked_bags", "bags")
    )
    for decoy in ("a", "b", "axx"):
        shutil.copytree(good.folder, tmp_path / decoy)
    assert_stopped(good, good.build(folder), "lacks checked_bags")
    shutil.rmtree(folder)
    if not glob(str(folder)):
        words = ("raw file missing", "found none")
        assert_stopped(good, good.build(folder), *words)


def test_folder_of_an_odd_name_builds(
    project: Project, good: Good, tmp_path: Path
) -> None:
    folder = tmp_path / "user_id=7" / "it's [ab]*? ünï;x"
    shutil.copytree(good.folder, folder)
    outcome = project.build(folder, *TO_FEATURES, *NO_TESTS, within=tmp_path)
    assert outcome.succeeded, outcome.errors
    assert_features(good, outcome)


# The bare command


def test_bare_build_generates_its_sample(tmp_path: Path) -> None:
    """A copy of the project without data builds with no variable set."""
    copy = copied_project(tmp_path / "project")
    done = bare(copy, "build", *TO_FEATURES, *NO_TESTS)
    assert done.returncode == 0, done.stdout
    assert "Generated 20000 users in data/sample/traveltide" in done.stdout
    sample = {path.name for path in (copy / "data/sample/traveltide").iterdir()}
    assert {f"{name}.csv" for name in FILES} <= sample
    warehouse = Warehouse(copy / "warehouse/traveltide.duckdb")
    assert not warehouse.user_features().empty


def test_sample_is_generated_once(project: Project, tmp_path: Path) -> None:
    """Another number of users, or a lost file, makes another one."""
    sample = tmp_path / "sample"

    def generated(user_count: int) -> bool:
        outcome = project.build(
            "sample",
            *("--select", "+int_active_window", *NO_TESTS),
            within=tmp_path,
            sample_path=str(sample),
            sample_user_count=user_count,
        )
        assert outcome.succeeded, outcome.errors
        is_said = f"Generated {user_count} users in {sample}/" in outcome.output
        assert is_said == ("Generated" in outcome.output)
        return is_said

    assert generated(300)
    assert not generated(300)
    (sample / "traveltide/hotels.csv").unlink()
    assert generated(300)
    assert generated(500)
