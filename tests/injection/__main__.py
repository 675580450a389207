"""Inject faults into builds, and count what comes of them.

python -m injection [--runs 1000] [--seed 18] [--only 17] [--from FOLDER]
                    [--minutes 30]

A fault strikes at one call to the system in one phase of a build: landing,
building or releasing. Readers open the release all the time. If the build does
not succeed, the next one goes on from what was left. Wrong is a release that is
neither the old nor the new one, a next build that fails, and one that succeeds,
struck or next, and is not like one that nothing disturbed.
"""

from __future__ import annotations

import argparse
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from dbt_project import FILES, Project
from published import Published, copied, digest
from small_raw import write_small

from injection.build import PHASES, Attempt, attempt, warmed
from injection.faults import Counts, Fault, compiled, draw

COLUMNS = ("faults", "no effect", "refused", "died", "old", "new")
WRONGS = ("wrong", "traceback", "blocked")
# What later phases and builds go on from and is not in a mart.
KEPT = (
    "measures.user_measures",
    "history.int_perk_intervals",
    *(f"staging.base_traveltide__{name}" for name in FILES),
)
Digest = dict[str, tuple[int, int]]


@dataclass
class Campaign:
    """A folder as it is before each phase, and what came of the faults."""

    project: Project
    folder: Path
    raw: Path
    calls: dict[str, Counts] = field(default_factory=dict)
    old: Digest = field(default_factory=dict)
    new: Digest = field(default_factory=dict)
    # What a working file holds, and a release, after each phase.
    expected: dict[str, tuple[Digest, Digest]] = field(default_factory=dict)
    found: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def before(self, phase: str) -> Path:
        """Return the folder as it is before a phase."""
        return self.folder / f"before-{phase}"

    def prepare(self, released: Path) -> None:
        """Build without a fault, and keep what each phase begins with."""
        self.old = Published(released / "published").digest()
        last = released
        for phase in PHASES:
            copied(last, self.before(phase))
            last = copied(last, self.folder / f"after-{phase}")
            done = attempt(
                self.project, self.raw, last, phase, None, lambda: None
            )
            assert done.succeeded, done.words
            self.calls[phase] = done.counts
            self.new = Published(last / "published").digest()
            self.expected[phase] = state(last), self.new
        assert self.old != self.new

    def inject(self, number: int, fault: Fault) -> None:
        """Let a fault strike, look, and build again."""
        place = copied(self.before(fault.phase), self.folder / "place")
        published = Published(place / "published")
        errors: list[str] = []

        def read() -> None:
            try:
                published.release_id()
            except (duckdb.Error, OSError, AssertionError) as error:
                errors.append(f"reader: {error!r}")

        struck = attempt(
            self.project, self.raw, place, fault.phase, fault, read
        )
        read()
        cell = self.found.setdefault((fault.phase, fault.name), Counter())
        cell.update(["faults", how_it_ended(struck)])
        seen = published.digest()
        if seen not in (self.old, self.new):
            errors.append("wrong: neither the old nor the new release")
        cell["old" if seen == self.old else "new"] += 1
        builds = [struck]
        if not struck.succeeded:
            builds.append(
                attempt(self.project, self.raw, place, fault.phase, None, read)
            )
        errors += self.after(builds[-1], place, fault.phase)
        for each in builds:
            if "Traceback (most recent call last)" in each.words:
                errors.append(f"traceback: {each.words[-9000:]}")
        kinds = {error.split(":")[0] for error in errors}
        cell["wrong"] += "wrong" in kinds
        cell["traceback"] += "traceback" in kinds
        cell["blocked"] += "reader" in kinds
        self.problems += [f"{number} {fault}: {error}" for error in errors]
        shutil.rmtree(place)

    def after(self, build: Attempt, place: Path, phase: str) -> list[str]:
        """Say where a built phase is not like an undisturbed one."""
        if not build.succeeded:
            return [f"wrong: the next build failed: {build.words[-2000:]}"]
        kept, released = self.expected[phase]
        published = Published(place / "published")
        found = []
        if published.digest() != released:
            found.append("wrong: the release is another")
        now = state(place)
        found += [
            f"wrong: {name} is {now.get(name)}, expected {kept[name]}"
            for name in kept
            if now.get(name) != kept[name]
        ]
        if published.leftovers():
            found.append(f"wrong: left over: {published.leftovers()}")
        return found


def how_it_ended(struck: Attempt) -> str:
    """Name the end of a build that a fault struck."""
    if struck.outcome is None:
        return "died"
    return "no effect" if struck.succeeded else "refused"


def state(folder: Path) -> Digest:
    """Return a digest of what a working file holds."""
    file = folder / "traveltide.duckdb"
    with duckdb.connect(str(file), read_only=True) as connection:
        found = digest(connection)
        for name in KEPT:
            (row,) = connection.execute(
                "select count(*), sum(cast(hash(kept) as hugeint)) from"
                f" (select columns(c -> c != 'file_number') from {name})"
                " as kept"
            ).fetchall()
            found[name] = row
    return found


def change(raw: Path) -> None:
    """Let the raw files differ from those of the old release."""
    for name, old, new in (
        ("flights", "900.10", "901.10"),
        ("sessions", "-17 10:03:00.5", "-17 10:05:00.5"),
        ("hotels", '"110"', '"120"'),
    ):
        path = raw / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text, (name, text[:500])
        path.write_text(text.replace(old, new), encoding="utf-8")


def table(campaign: Campaign) -> str:
    """Return what was found as a table, and how often each call is made."""
    names = [*COLUMNS, *WRONGS]
    lines = [f"{'phase':10} {'fault':18}" + "".join(f"{n:>11}" for n in names)]
    total: Counter[str] = Counter()
    for (phase, name), cell in sorted(campaign.found.items()):
        total.update(cell)
        numbers = "".join(f"{cell[each]:11d}" for each in names)
        lines.append(f"{phase:10} {name:18}{numbers}")
    numbers = "".join(f"{total[each]:11d}" for each in names)
    lines.append(f"{'total':10} {'':18}{numbers}")
    for phase, counts in campaign.calls.items():
        calls = ", ".join(f"{counts[kind]} {kind}" for kind in counts)
        lines.append(f"calls in {phase}: {calls}")
    return "\n".join(lines)


def run(folder: Path, said: argparse.Namespace) -> int:
    """Inject faults, print what came of them, return how many went wrong.

    said.given: a folder with a parsed project and a release of small files.
    """
    end = time.monotonic() + said.minutes * 60
    given = said.given
    if given:
        project = pickle.loads((given / "project.pickle").read_bytes())
        # A copy knows again where to find what.
        vars(project)["manifest"] = project.manifest.deepcopy()
        released = given
    else:
        (folder / "first").mkdir()
        project = Project(folder / "first").hurried()
        released = folder / "released"
        outcome = project.build(write_small(folder / "old"), within=released)
        assert outcome.succeeded, outcome.errors
    project.scratch = folder / "scratch"
    project.scratch.mkdir()
    raw = write_small(folder / "raw")
    change(raw)
    project = warmed(project, raw, copied(released, folder / "warm"))
    campaign = Campaign(project, folder, raw)
    campaign.prepare(released)
    for number, fault in enumerate(draw(said.runs, said.seed, campaign.calls)):
        if time.monotonic() > end:
            break
        if said.only in (None, number):
            known = len(campaign.problems)
            campaign.inject(number, fault)
            for problem in campaign.problems[known:]:
                say(problem)
        if number % 100 == 99:
            say(f"{number + 1} of {said.runs} faults")
    say(table(campaign))
    return len(campaign.problems)


def say(text: str) -> None:
    """Print at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Run again with the library that lets calls fail; that one injects."""
    parser = argparse.ArgumentParser(prog="injection")
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--only", type=int)
    parser.add_argument("--from", type=Path, dest="given")
    parser.add_argument("--minutes", type=float, default=float("inf"))
    # Where the library is, once it is loaded.
    parser.add_argument("--within", type=Path)
    said = parser.parse_args()
    if said.within:
        return run(said.within, said)
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        folder = Path(name).resolve()
        library = compiled(folder)
        if library is None:
            sys.stderr.write("injection: expected gcc, which is missing\n")
            return 2
        words = ["-m", "injection", *sys.argv[1:], "--within", name]
        return subprocess.run(
            [sys.executable, *words],
            env=os.environ | {"LD_PRELOAD": str(library)},
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(main() > 0)
