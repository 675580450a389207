"""What make soak plays and how it judges, on a few rows."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from small_raw import write_small
from soak.history import Diary, overlaps
from soak.world import TABLES, cut, read_rows

FIRST, SECOND, THIRD = (date(2023, 1, day) for day in (1, 2, 3))
# User, first day, day after the last, and the state.
CHANGED = [(1, FIRST, THIRD, "a"), (1, THIRD, None, "b"), (2, FIRST, None, "a")]
PERKS = {
    FIRST: {1: ("a",), 2: ("a",)},
    SECOND: {1: ("a",), 2: ("a",)},
    THIRD: {1: ("b",), 2: ("a",)},
}


def test_a_history_of_what_was_released_has_no_problem() -> None:
    assert Diary(PERKS).problems(CHANGED) == []


@pytest.mark.parametrize(
    ("history", "problem"),
    [
        # A gap, a wrong state, and one who was never there.
        ([(1, FIRST, SECOND, "a"), *CHANGED[1:]], "history of 2023-01-02"),
        ([*CHANGED[:1], (1, THIRD, None, "c"), CHANGED[2]], "of 2023-01-03"),
        ([*CHANGED, (3, THIRD, None, "a")], "such as 3"),
    ],
)
def test_a_history_of_something_else_is_noticed(
    history: list[tuple[object, ...]], problem: str
) -> None:
    (found,) = Diary(PERKS).problems(history)
    assert problem in found


@pytest.mark.parametrize(
    "history",
    [
        [(1, FIRST, THIRD, "a"), (1, SECOND, None, "a")],
        [(1, FIRST, None, "a"), (1, SECOND, None, "a")],
        [(1, FIRST, FIRST, "a")],
    ],
)
def test_overlapping_intervals_are_noticed(
    history: list[tuple[object, ...]],
) -> None:
    assert len(overlaps(history)) == 1


def test_all_rows_arrive_once_and_no_session_before_its_user(
    tmp_path: Path,
) -> None:
    whole = write_small(tmp_path / "whole")
    (whole / "truth").mkdir()
    world = cut(whole, tmp_path / "raw", 100)
    assert world.late_files > 0
    users: set[str] = set()
    for day in world.days:
        world.arrive(day)
        for about in (tmp_path / "raw" / "users").glob("*.csv"):
            users |= {row["user_id"] for row in read_rows(about)}
        for about in (tmp_path / "raw" / "sessions").glob("*.csv"):
            rows = list(read_rows(about))
            assert {row["user_id"] for row in rows} <= users
        last = world.sessions_until(day)
        assert last <= day < last + timedelta(days=31)
    for table in TABLES[:4]:
        arrived = [
            row
            for path in (tmp_path / "raw" / table).iterdir()
            for row in read_rows(path)
        ]
        key = "session_id" if table == "sessions" else next(iter(arrived[0]))
        expected = {row[key] for row in read_rows(whole / f"{table}.csv")}
        assert len(arrived) == len(expected)
        assert {row[key] for row in arrived} == expected
