"""Raw files of any size, and a day's visits to add to them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[2]
DBT = Path(sys.executable).with_name("dbt")
FILES = ("users", "sessions", "flights", "hotels")
# Users of the public data set, which is scale 1.
PUBLIC_USER_COUNT = 1_020_926
# Nothing planted that peers would have to clean away; what is odd in the real
# export stays: noise in discounts, mixed precision of times, cancellations.
DIRT = 0
# Share of users who make the cohort, as in the real export.
FREQUENT_SHARE = 0.006
ADDED_SHARE = 0.01


def user_count(scale: float) -> int:
    """Return how many users a scale means."""
    return round(scale * PUBLIC_USER_COUNT)


def generated(
    folder: Path, users: int, frequent_share: float = FREQUENT_SHARE
) -> Path:
    """Return a folder of raw files, made by the project if need be."""
    # The generator writes this file last.
    if (folder / "users.csv").exists():
        return folder
    arguments = {
        "users": users,
        "path": str(folder),
        "frequent_share": frequent_share,
        "dirt": DIRT,
    }
    scratch = folder / "scratch"
    subprocess.run(
        [
            *(str(DBT), "--quiet", "run-operation", "generate_raw_data"),
            *("--args", json.dumps(arguments)),
            *("--profiles-dir", str(ROOT / "profiles")),
            *("--target-path", str(scratch / "target")),
            *("--log-path", str(scratch / "logs")),
        ],
        cwd=ROOT,
        env=os.environ | {"TRAVELTIDE_WAREHOUSE": str(scratch / "made.duckdb")},
        check=True,
    )
    shutil.rmtree(scratch)
    return folder


def with_own_sessions(raw: Path, folder: Path) -> Path:
    """Lay out the raw files so that a file of sessions can come each day."""
    (folder / "sessions").mkdir(parents=True)
    for name in FILES:
        source = raw / f"{name}.csv"
        target = folder / ("sessions/first" if name == "sessions" else name)
        target.with_suffix(".csv").symlink_to(source.resolve())
    return folder


def add_sessions(raw: Path) -> None:
    """Add a file of one session per hundred: visits of the last day."""
    duckdb.execute(
        f"""
        copy (
            with sessions as (
                from read_csv(
                    '{raw}/sessions/first.csv', all_varchar = true
                )
            ),
            days as (
                select max(session_start)[:10] as last_day from sessions
            )
            select sessions.* replace (
                user_id || '-' || md5(session_id) as session_id,
                null as trip_id,
                last_day || session_start[11:] as session_start,
                last_day || ' 23:59:59.5' as session_end,
                'false' as flight_booked,
                'false' as hotel_booked,
                'false' as cancellation
            )
            from sessions
            cross join days
            where hash(session_id) % {round(1 / ADDED_SHARE)} = 0
        ) to '{raw}/sessions/second.csv' (header, force_quote *)
        """
    )


def in_one_file(raw: Path, folder: Path) -> Path:
    """Lay the same rows out for those who read one file a table."""
    folder.mkdir(parents=True)
    for name in set(FILES) - {"sessions"}:
        (folder / f"{name}.csv").symlink_to(raw / f"{name}.csv")
    first, *others = sorted((raw / "sessions").iterdir())
    with (folder / "sessions.csv").open("wb") as target:
        for path in (first, *others):
            with path.open("rb") as source:
                if path != first:
                    source.readline()
                shutil.copyfileobj(source, target)
    return folder
