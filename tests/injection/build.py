"""A build in three phases, each in a process of its own that may be faulted.

What is built is the way from raw files to perks and their history, and what is
released is all there is: sixteen models stand for two hundred, or a thousand
builds would take a night. Each process forks from one that has built before.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import traveltide.release
import traveltide.warehouse
from dbt.contracts.graph.manifest import Manifest
from dbt_project import NO_TESTS, Outcome, Project

from injection.faults import Counts, Fault, arm, disarm

# Of the tests only what is named.
NAMED = (
    "--cache-selected-only",
    *NO_TESTS,
    *("--resource-type", "test", "--indirect-selection", "empty"),
)
# Seconds between two looks at what is released.
PAUSE = 0.5
PHASES = {
    "landing": [
        "forgotten_users",
        "path:models/traveltide/staging/base/landed",
    ],
    "building": [
        "int_trips",
        "int_sessions_aggregated_to_users",
        "user_measures",
        "int_trained_versions",
        "int_users_segmented",
        "int_user_perk_choices",
        "user_perks",
        "int_perk_intervals_reopened",
        "perk_history",
    ],
    "releasing": [
        "int_perk_intervals",
        "int_releases",
        "released_files",
        "assert_release_went_through",
    ],
}


@dataclass(frozen=True)
class Attempt:
    """How a build went: nothing of one that died is known but its words."""

    words: str
    outcome: Outcome | None
    counts: Counts

    @property
    def succeeded(self) -> bool:
        """Tell whether all was built."""
        return self.outcome is not None and self.outcome.succeeded


def warmed(project: Project, raw: Path, folder: Path) -> Project:
    """Build once in this process; return the project as forks shall have it.

    What dbt compiles once a process, it has compiled then. Tests that nobody
    selects are left out: their place in the graph is a third of a phase.
    """
    # A part would release nothing.
    traveltide.release.why_nothing_is_released = lambda _: None
    traveltide.warehouse.why_nothing_is_released = lambda _: None
    words = [word for each in PHASES.values() for word in each]
    outcome = project.build(raw, *NAMED, "--select", *words, within=folder)
    assert outcome.succeeded, outcome.errors
    built = {result.node.unique_id for result in outcome.results}

    def leave_out_tests(manifest: Manifest) -> None:
        for key in [*manifest.nodes]:
            if key.startswith("test.") and key not in built:
                del manifest.nodes[key]
        manifest.unit_tests = {}

    small = project.changed(leave_out_tests)
    # Each fork has it for itself: nobody needs another copy.
    manifest = small.manifest
    manifest.deepcopy = lambda: manifest
    gc.collect()
    gc.freeze()
    return small


def attempt(
    project: Project,
    raw: Path,
    folder: Path,
    phase: str,
    fault: Fault | None,
    meanwhile: Callable[[], None],
) -> Attempt:
    """Build a phase in a process, and do something until it ends."""
    notes = project.scratch / "notes"
    said = project.scratch / "said"
    notes.unlink(missing_ok=True)
    process = os.fork()
    if not process:
        try:
            build_alone(project, raw, folder, phase, fault, said, notes)
        finally:
            os._exit(1)
    end = os.pidfd_open(process)
    meanwhile()
    while not select.select([end], [], [], PAUSE)[0]:
        meanwhile()
    os.close(end)
    os.waitpid(process, 0)
    words = said.read_text(encoding="utf-8", errors="replace")
    if not notes.exists():
        return Attempt(words, None, {})
    outcome, counts = pickle.loads(notes.read_bytes())
    return Attempt(words + outcome.output, outcome, counts)


def build_alone(
    project: Project,
    raw: Path,
    folder: Path,
    phase: str,
    fault: Fault | None,
    said: Path,
    notes: Path,
) -> None:
    """Build in this process, which ends with it; leave notes."""
    handle = os.open(said, os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    os.dup2(handle, sys.stdout.fileno())
    os.dup2(handle, sys.stderr.fileno())
    words = PHASES[phase]
    arm(folder, fault)
    try:
        outcome = project.build(raw, *NAMED, "--select", *words, within=folder)
    except BaseException:
        disarm()
        os.write(handle, traceback.format_exc().encode())
        os._exit(1)
    counts = disarm()
    plain = Outcome(outcome.succeeded, outcome.output, outcome.warehouse, [])
    notes.write_bytes(pickle.dumps((plain, counts)))
    os._exit(0)
