"""Play days of a rewards programme, and say what went wrong.

python -m soak [--days 60] [--users 300] [--seed 18] [--minutes 30]

Each day brings files, some of them late, and a build, every third of which is
killed before another one gets through. A model is retrained, an earlier one
taken back, a user forgotten, while readers open the released files all the
time. In the end history and rows are held against what was released and
against a build of all files at once. After so many minutes the day that is
played is the last one.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

import duckdb
from dbt_project import ROOT, Outcome, Project
from processes import Building, started, watched
from published import RELEASABLE, Published
from traveltide.forgetting import SALT

from soak.history import Diary, read_history
from soak.readers import leafing
from soak.world import World, cut, read_rows, write_rows

# Few users move much between days and trainings, which is not the point here.
SETTINGS = RELEASABLE | {
    "psi_limits": [None, None],
    "share_shift_limits": [None, None],
    "centroid_shift_limits": [None, None],
    "identity_conflict_limits": [None, None],
    "jaccard_limits": [None, None],
    "seed_agreement_limits": [None, None],
    "perk_share_limits": [None, None],
}
KILLED_SHARE = 1 / 3
# To hand the parsed project over costs seconds a build.
OWN = multiprocessing.get_context("fork")
# Shares of the days after which what happens once does.
RETRAINED, FORGOTTEN, ROLLED_BACK = 0.3, 0.5, 0.7
# A salt for the list of the forgotten.
SECRET = "soaked-in-sixty-days"
# How much larger than that of a first build the working file may be.
LARGEST = 2


@dataclass
class Life:
    """A working file, its readers' folder, and what has been seen of them."""

    project: Project
    folder: Path
    draw: Random
    diary: Diary = field(default_factory=Diary)
    failures: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    kills: int = 0
    builds: int = 0
    forgotten: int | None = None

    @property
    def published(self) -> Published:
        """Return the folder that everyone reads."""
        return Published(self.folder / "published")

    @property
    def file(self) -> Path:
        """Return the working file."""
        return self.project.warehouse(self.folder).path

    def start(self, raw: Path, **variables: object) -> Building:
        """Start a build."""
        self.builds += 1
        return started(
            self.project, raw, self.folder, forks=OWN, **SETTINGS | variables
        )

    def fail(self, today: date, problem: str) -> None:
        """Note what went wrong, and say it at once."""
        self.failures.append(f"{today}: {problem}")
        say(f"FAILED {self.failures[-1]}")

    def build(self, raw: Path, today: date, **variables: object) -> Outcome:
        """Build, perhaps at the second attempt; note what is released."""
        if self.draw.random() < KILLED_SHARE:
            building = self.start(raw, **variables)
            building.reaches(self.draw.random())
            time.sleep(self.draw.random() / 4)
            self.kills += building.kill()
        outcome = self.start(raw, **variables).wait()
        if not outcome.succeeded:
            self.fail(today, outcome.errors[-600:])
        self.sizes.append(self.file.stat().st_size)
        return outcome

    def look(self, today: date, expected: date) -> None:
        """Check what is released, and note it."""
        released = self.diary.note(self.published)
        if released != expected:
            self.fail(today, f"released {released}, expected {expected}")
        if self.forgotten in self.diary.perks[released]:
            self.fail(today, f"user {self.forgotten} is not forgotten")
        if left := self.published.leftovers():
            self.fail(today, f"left over: {left}")
        for problem in self.diary.problems(read_history(self.published)):
            self.fail(today, problem)

    def forget(self) -> None:
        """Have a user forgotten by every build from now on."""
        last = self.diary.perks[max(self.diary.perks)]
        self.forgotten = self.draw.choice(sorted(last))
        self.diary.forget(self.forgotten)
        seed = self.folder.parent / "asked.csv"
        shutil.copy(ROOT / "seeds/traveltide/forgotten_users.csv", seed)
        subprocess.run(
            [sys.executable, "-m", "traveltide.forgetting", str(seed)],
            input=f"{self.forgotten}\n",
            env=os.environ | {SALT: SECRET},
            capture_output=True,
            text=True,
            check=True,
        )
        self.project = self.project.changed_seed(
            self.folder.parent, "forgotten_users", lambda _: seed.read_text()
        )


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def champion(published: Published) -> str:
    """Return the model in force."""
    return published.rows(
        "select model_version from marts.model_versions"
        " where status = 'champion'"
    )[0][0]


def live(life: Life, world: World, end: float) -> date:
    """Play day after day until the last, or a moment; return the last day."""
    count = world.day_count
    first_model = None
    for number, today in enumerate(world.days):
        world.arrive(today)
        variables: dict[str, object] = {}
        if number == int(count * FORGOTTEN):
            life.forget()
        if number == int(count * RETRAINED):
            variables["retrain"] = True
        if number == int(count * ROLLED_BACK):
            variables["model_version"] = first_model
        life.build(world.raw, today, **variables)
        life.look(today, world.sessions_until(today))
        first_model = first_model or champion(life.published)
        say(
            f"{today}  {len(life.diary.perks[max(life.diary.perks)]):4d} users"
            f"  model {champion(life.published)}"
            f"  {life.sizes[-1] / 1e6:6.1f} MB"
            f"  {life.kills} killed  {len(life.failures)} failures"
        )
        if time.monotonic() > end:
            break
    return today


def build_at_once(life: Life, world: World, last: date, folder: Path) -> Life:
    """Build all files as one each, on a new file that knows the models."""
    whole = folder / "whole"
    whole.mkdir(parents=True)
    for table in world.rows:
        parts = sorted((world.raw / table).iterdir())
        rows = [row for part in parts for row in read_rows(part)]
        write_rows(whole / f"{table}.csv", rows)
    shutil.copytree(world.raw / "truth", whole / "truth")
    fresh = Life(life.project, folder / "fresh", Random(0))
    fresh.folder.mkdir()
    copy_memory(life, fresh.file)
    outcome = fresh.start(whole).wait()
    if not outcome.succeeded:
        life.fail(last, f"at once: {outcome.errors[-600:]}")
    return fresh


def copy_memory(life: Life, target: Path) -> None:
    """Copy into a new working file what outlives every build."""
    with duckdb.connect(str(target)) as connection:
        connection.execute(f"attach '{life.file}' as lived (read_only)")
        for node in life.project.manifest.nodes.values():
            if getattr(node.config, "full_refresh", None) is not False:
                continue
            name = f'{node.schema}."{node.alias}"'
            connection.execute(f"create schema if not exists {node.schema}")
            connection.execute(f"create table {name} as from lived.{name}")


def compare(life: Life, world: World, last: date, folder: Path) -> float:
    """Compare rows and size with those of a build of all files at once.

    The last day is built once more before that: both then go on from it.
    """
    life.start(world.raw).wait()
    fresh = build_at_once(life, world, last, folder)
    lived, once = life.published.digest(), fresh.published.digest()
    for name in sorted({*lived, *once}):
        if lived.get(name) != once.get(name):
            life.fail(
                last,
                f"{name}: {lived.get(name)} after days, {once.get(name)}"
                " at once",
            )
    growth = max(life.sizes) / fresh.file.stat().st_size
    if growth > LARGEST:
        life.fail(last, f"the working file is {growth:.1f} times a fresh one")
    return growth


def soak(
    day_count: int, users: int, seed: int, minutes: float, folder: Path
) -> int:
    """Live and compare; print a summary; return the number of failures."""
    began = time.monotonic()
    scratch = folder / "project"
    scratch.mkdir()
    project = Project(scratch, environment={SALT: SECRET}).hurried()
    whole = project.generate(folder / "generated", users)
    world = cut(whole, folder / "raw", day_count, seed)
    life = Life(project, folder / "life" / "files", Random(seed))
    life.folder.mkdir(parents=True)
    # Readers need something to read.
    world.arrive(world.first_day)
    life.start(world.raw).wait()
    with (
        watched(life.published, folder / "opens", pause=1) as opened,
        leafing(life.published, folder / "pages") as leafed,
    ):
        last = live(life, world, began + minutes * 60)
        growth = compare(life, world, last, folder / "at-once")
        seen, pages = opened(), leafed()
    for error in seen.errors:
        life.fail(last, f"reader of the database: {error}")
    for number, digests in seen.digests.items():
        if len(digests) > 1:
            life.fail(last, f"release {number} changed under readers")
    for line in pages:
        if line != "ok":
            life.fail(last, f"reader of the pages: {line}")
    say(
        f"{len(life.diary.perks)} days, {life.builds} builds,"
        f" {life.kills} of them killed,"
        f" {world.late_files} late files\n"
        f"{seen.opens} opened databases with {len(seen.digests)} releases,"
        f" {len(pages)} looks at pages and exports\n"
        f"working file at most {max(life.sizes) / 1e6:.0f} MB, {growth:.2f}"
        f" times a fresh one\n"
        f"{len(life.failures)} failures, {time.monotonic() - began:.0f} s"
    )
    return len(life.failures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="soak")
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--users", type=int, default=300)
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        sys.exit(
            soak(
                given.days,
                given.users,
                given.seed,
                given.minutes,
                Path(name),
            )
            > 0
        )
