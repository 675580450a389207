"""The history of perks, held against what was released day by day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from published import Published

STATE = "segment_key, primary_perk, is_fallback, model_version"

# Who had what: segment, perk and model of each user.
Perks = dict[int, tuple[Any, ...]]
Interval = tuple[Any, ...]


@dataclass
class Diary:
    """What was released for each day, the last release of it."""

    perks: dict[date, Perks] = field(default_factory=dict)

    def note(self, published: Published) -> date:
        """Note the release in force; return its day."""
        rows = published.rows(
            f"select as_of_date, user_id, {STATE} from marts.user_perks"
        )
        (day,) = {day for day, *_ in rows}
        self.perks[day] = {user: (*state,) for _, user, *state in rows}
        return day

    def forget(self, user_id: int) -> None:
        """Forget a user, as the history does."""
        for perks in self.perks.values():
            perks.pop(user_id, None)

    def problems(self, intervals: list[Interval]) -> list[str]:
        """Say where a history is not what was released.

        intervals: user, first day, day after the last, and the state.
        """
        found = list(overlaps(intervals))
        for day, perks in self.perks.items():
            told = {
                user: (*state,)
                for user, start, end, *state in intervals
                if start <= day and (end is None or day < end)
            }
            differing = {
                user
                for user in {*told, *perks}
                if told.get(user) != perks.get(user)
            }
            if differing:
                found.append(
                    f"history of {day} differs for {len(differing)} users,"
                    f" such as {min(differing)}"
                )
        return found


def read_history(published: Published) -> list[Interval]:
    """Return the intervals of the release in force."""
    return published.rows(
        f"select user_id, valid_from, valid_to, {STATE}"
        " from marts.perk_history order by user_id, valid_from"
    )


def overlaps(intervals: list[Interval]) -> list[str]:
    """Say which intervals of a user are empty or overlap; they are sorted."""
    found = []
    for former, (user, start, end, *_) in zip(
        [None, *intervals], intervals, strict=False
    ):
        if end is not None and end <= start:
            found.append(f"user {user}: an interval from {start} to {end}")
        if former and former[0] == user:
            last = former[2]
            if last is None or start < last:
                found.append(f"user {user}: two intervals hold on {start}")
    return found
