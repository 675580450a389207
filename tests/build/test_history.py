"""Who had which perk when, over builds of several days and changing data."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dbt_project import FILES, Project
from published import RELEASABLE, Published

# Days between builds move many segments, which is not what is tested here.
SETTINGS = RELEASABLE | {
    "psi_limits": [None, None],
    "share_shift_limits": [None, None],
    "centroid_shift_limits": [None, None],
}
STATE = "segment_key, primary_perk, is_fallback, model_version"


@dataclass(frozen=True)
class Day:
    """What was released for one day."""

    day: date
    perks: dict[int, tuple[Any, ...]]
    history: pd.DataFrame


def released_day(published: Published) -> Day:
    perks = published.rows(f"select user_id, {STATE} from marts.user_perks")
    with published.opened() as connection:
        history = connection.execute(
            f"select user_id, {STATE}, valid_from, valid_to, change_reason,"
            " end_reason, is_kept_by_hysteresis from marts.perk_history"
            " order by user_id, valid_from"
        ).df()
    ((day,),) = published.rows("select max(as_of_date) from marts.user_perks")
    return Day(day, {user: (*state,) for user, *state in perks}, history)


@pytest.fixture(scope="module")
def days(
    pageless: Project,
    generated: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Day]:
    """Release three days: on the second a user is gone, on the third back.

    Data grows in between, since later sessions count only then; the third
    comes with another setting.
    """
    folder = tmp_path_factory.mktemp("days")
    published = Published(folder / "published")
    last = date(2023, 7, 28)
    without = tmp_path_factory.mktemp("without")
    for name in FILES:
        shutil.copy(generated / f"{name}.csv", without)
    # They are generated still, or they would not be replaced on the third day.
    shutil.copytree(generated / "truth", without / "truth")
    sessions = pd.read_csv(generated / "sessions.csv", dtype=str)
    gone = sessions["user_id"].mode()[0]
    sessions[sessions["user_id"] != gone].to_csv(
        without / "sessions.csv", index=False
    )

    def build(raw: Path, days_before: int, **variables: object) -> Day:
        day = str(last - timedelta(days=days_before))
        outcome = pageless.build(
            raw, within=folder, as_of_date=day, **SETTINGS | variables
        )
        assert outcome.succeeded, outcome.errors
        return released_day(published)

    return [
        build(generated, 40),
        build(without, 20),
        build(generated, 0, perk_policy="segment"),
    ]


def expected_intervals(days: list[Day]) -> Iterator[tuple[Any, ...]]:
    """Return what the history must say, from what was released each day."""
    users = sorted({user for each in days for user in each.perks})
    for user in users:
        start, state = None, None
        for each in days:
            found = each.perks.get(user)
            if found != state:
                if state is not None:
                    yield (user, *state, start, each.day)
                start, state = each.day, found
        if state is not None:
            yield (user, *state, start, None)


def intervals(history: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return the history as the reference tells it."""
    dates = history[["valid_from", "valid_to"]].apply(
        lambda column: [
            None if pd.isna(value) else pd.Timestamp(value).date()
            for value in column
        ]
    )
    state = history.drop(
        columns=[
            "valid_from",
            "valid_to",
            "change_reason",
            "end_reason",
            "is_kept_by_hysteresis",
        ]
    )
    return [
        (*left, dates["valid_from"][place], dates["valid_to"][place])
        for place, left in enumerate(state.itertuples(index=False, name=None))
    ]


def test_whoever_is_released_first_is_first_seen(days: list[Day]) -> None:
    history = days[0].history
    assert set(history["change_reason"]) == {"first seen"}
    assert history["valid_to"].isna().all()


def test_history_is_what_was_released_day_by_day(days: list[Day]) -> None:
    """Neither gap nor overlap: every interval follows from the releases."""
    for count in (1, 2, 3):
        past = days[:count]
        expected = sorted(expected_intervals(past), key=lambda row: str(row))
        found = intervals(past[-1].history)
        assert sorted(found, key=lambda row: str(row)) == expected
    # The days differ, or this would prove nothing.
    ends = days[-1].history["valid_to"].dropna()
    assert len(set(ends)) == 2
    assert len(ends) > 100


def test_intervals_have_reasons(days: list[Day]) -> None:
    first, second, third = days
    history = third.history
    gone = set(first.perks) - set(second.perks)
    assert len(gone) == 1
    (user,) = gone
    left = history[history["user_id"] == user]
    assert list(left["end_reason"].fillna("")) == [
        "no session in the window",
        "",
    ]
    assert list(left["change_reason"]) == ["first seen", "seen again"]

    ended = history["valid_to"].notna() & (history["user_id"] != user)
    assert set(history[ended]["end_reason"]) == {"changed"}
    started_on = pd.to_datetime(history["valid_from"]).dt.date
    on_second = history[started_on == second.day]
    known = on_second["user_id"].isin(first.perks)
    assert set(on_second[~known]["change_reason"]) == {"first seen"}
    reasons = on_second[known]["change_reason"]
    assert reasons.str.contains("signals moved|cohort moved").all()
    assert not reasons.str.contains("settings|model").any()

    on_third = history[started_on == third.day]
    known = on_third["user_id"].isin(second.perks)
    assert known.any()
    assert (
        on_third[known]["change_reason"].str.contains("settings changed").all()
    )
