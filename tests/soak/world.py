"""Raw files that come day by day, some of them late.

A whole generated data set is cut by the day on which each row is known: a
session on its own, a trip's flight and hotel and a user on that of the first
session that names them. What no session names is there from the beginning.
"""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

TABLES = ("users", "sessions", "flights", "hotels", "campaign_events")
# A session without its user would be an error in the data, not a late file.
OFTEN_LATE = ("sessions", "flights", "hotels")
LATE_SHARE = 0.3
LATEST = 6

Row = dict[str, str]


@dataclass
class World:
    """What has arrived in a folder, and what is still to come."""

    raw: Path
    last_day: date
    day_count: int
    seed: int = 18
    late_files: int = 0
    # Rows by table and the day they are about.
    rows: dict[str, dict[date, list[Row]]] = field(default_factory=dict)
    # Days of files by the day on which they arrive.
    due: dict[date, list[tuple[str, date]]] = field(default_factory=dict)

    @property
    def first_day(self) -> date:
        """Return the day of the first build, to which all before belongs."""
        return self.last_day - timedelta(days=self.day_count - 1)

    @property
    def days(self) -> list[date]:
        """Return the days on which files arrive."""
        first = self.first_day
        return [first + timedelta(days=each) for each in range(self.day_count)]

    def arrive(self, today: date) -> None:
        """Put the files there that arrive on a day."""
        for table, about in self.due[today]:
            folder = self.raw / table
            folder.mkdir(parents=True, exist_ok=True)
            rows = self.rows[table][about]
            write_rows(folder / f"{about}.csv", rows)

    def sessions_until(self, today: date) -> date:
        """Return the last day with sessions among those that have arrived."""
        return max(
            about
            for arrival, files in self.due.items()
            for table, about in files
            if arrival <= today and table == "sessions"
        )


def cut(whole: Path, raw: Path, day_count: int, seed: int = 18) -> World:
    """Cut whole files into days; put nothing into the folder yet but marks."""
    tables = {
        table: list(read_rows(whole / f"{table}.csv"))
        for table in TABLES
        if (whole / f"{table}.csv").exists()
    }
    shutil.copytree(whole / "truth", raw / "truth")
    moments = [day_of(row["session_start"]) for row in tables["sessions"]]
    last_day = max(moment for moment in moments if moment)
    world = World(raw, last_day, day_count, seed)
    first = first_days(tables["sessions"])
    for table, rows in tables.items():
        known = world.rows[table] = defaultdict(list)
        for row in rows:
            about = first.get(row.get("trip_id") or row["user_id"])
            if table == "sessions":
                about = day_of(row["session_start"])
            elif table == "campaign_events":
                about = day_of(row["occurred_at"])
            about = max(about or world.first_day, world.first_day)
            known[min(about, last_day)].append(row)
    draw_arrivals(world)
    return world


def draw_arrivals(world: World) -> None:
    """Draw which files are late, none of the first and last day."""
    draw = Random(world.seed)
    world.due = {day: [] for day in world.days}
    for day in world.days:
        late = draw.choice(OFTEN_LATE) if draw.random() < LATE_SHARE else None
        arrival = day + timedelta(days=draw.randint(1, LATEST))
        is_movable = world.first_day < day and arrival <= world.last_day
        for table, known in world.rows.items():
            if day not in known:
                continue
            is_late = table == late and is_movable
            world.late_files += is_late
            world.due[arrival if is_late else day].append((table, day))


def first_days(sessions: list[Row]) -> dict[str, date]:
    """Return the day of the first session of each user and trip."""
    first: dict[str, date] = {}
    for row in sessions:
        day = day_of(row["session_start"])
        for name in (row["user_id"], row["trip_id"]):
            if name and day:
                first[name] = min(day, first.get(name, day))
    return first


def day_of(moment: str) -> date | None:
    """Return the day of a moment, none if it is not one."""
    try:
        return date.fromisoformat(moment[:10])
    except ValueError:
        return None


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def write_rows(path: Path, rows: list[Row]) -> None:
    """Write a CSV file, every field quoted."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
