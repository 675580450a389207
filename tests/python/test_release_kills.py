"""Builds and releases killed at many moments, while readers read."""

import os
import shutil
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from dbt_project import Project
from processes import in_process, started, watched
from published import RELEASABLE, Published, working_digest
from traveltide.release import finish_release, publish

KILLS = 20
KILLS_PER_RELEASE = 10
# Enough of a release to take every step of one.
MARTS = ("perk_history", "signal_drift", "user_perks")


@pytest.fixture
def folder(released: Path, tmp_path: Path) -> Path:
    """Return a copy of the folder with the first release."""
    return Path(shutil.copytree(released, tmp_path / "copy"))


def working_file(folder: Path) -> Path:
    return folder / "traveltide.duckdb"


def test_builds_killed_at_twenty_moments_while_readers_read(
    project: Project, generated: Path, folder: Path, tmp_path: Path
) -> None:
    """Each killed build goes on from what the one before it has left.

    Every release is of another day, so that none can be taken for another.
    """
    published = Published(folder / "published")
    ((last_day,),) = published.rows(
        "select max(as_of_date) from marts.releases"
    )
    rounds = KILLS // KILLS_PER_RELEASE
    released_ids, killed, duration = [], 0, 0.0
    with watched(published, tmp_path / "read") as seen:
        for turn in range(rounds + 1):
            settings = {
                **RELEASABLE,
                "as_of_date": str(last_day + timedelta(days=turn)),
            }
            # The first round only measures how long a build takes.
            for number in range(KILLS_PER_RELEASE if turn else 0):
                before = published.bytes()[published.database.name]
                building = started(project, generated, folder, **settings)
                moment = number * rounds + turn - 0.5
                time.sleep(duration * moment / KILLS)
                if building.kill():
                    killed += 1
                else:
                    assert building.wait().succeeded
                published.release_id()
                if published.bytes()[published.database.name] != before:
                    new = working_digest(working_file(folder))
                    assert published.digest() == new
            begun = time.monotonic()
            outcome = started(project, generated, folder, **settings).wait()
            duration = time.monotonic() - begun
            assert outcome.succeeded, outcome.errors
            released_ids.append(published.release_id())
            assert published.leftovers() == []
        reading = seen()
    # The last moments may lie behind the end of a build that was quicker.
    assert killed >= KILLS - rounds
    assert reading.errors == []
    assert reading.opens > KILLS
    # The reader may have been stopped before it saw the last one.
    assert set(released_ids[:-1]) <= set(reading.digests)
    assert all(len(found) == 1 for found in reading.digests.values())


def publish_until_killed(folder: Path, fatal_step: int, log: Path) -> None:
    """Release what a working file holds, killed at the n-th step of it.

    A step is a call that may change a file: a statement, or one of os.
    """
    os.environ["TRAVELTIDE_PUBLISHED"] = str(folder / "published")
    connection = duckdb.connect(str(working_file(folder)))
    facts = connection.execute("from quality.release_facts").df()
    steps = []

    def count(_: object, event: str, called: object) -> None:
        if event != "c_call":
            return
        name = getattr(called, "__name__", "")
        if name == "execute" or getattr(called, "__module__", "") == "posix":
            steps.append(name)
            if len(steps) == fatal_step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    publish(connection, facts, list(MARTS))
    sys.setprofile(None)
    log.write_text(" ".join(steps), encoding="utf-8")


def test_release_killed_at_each_of_its_last_steps(
    folder: Path, tmp_path: Path
) -> None:
    old = Published(folder / "published").bytes()
    with duckdb.connect(str(working_file(folder))) as connection:
        connection.execute("update marts.user_perks set margin = margin + 1")
        connection.execute("delete from marts.signal_drift")
    working = working_digest(working_file(folder))
    new = {name: working[name] for name in MARTS}
    log = tmp_path / "steps"

    def attempt(fatal_step: int) -> tuple[int | None, Path]:
        copied = Path(shutil.copytree(folder, tmp_path / f"step-{fatal_step}"))
        return in_process(publish_until_killed, copied, fatal_step, log), copied

    code, copied = attempt(0)
    assert code == 0
    assert Published(copied / "published").digest() == new
    steps = log.read_text(encoding="utf-8").split()
    # Tables and comments are much alike; all that follows them is tried.
    written = steps.index("chmod")
    moments = [*range(1, written, 25), *range(written, len(steps) + 1)]
    outcomes = set()
    for moment in moments:
        code, copied = attempt(moment)
        assert code == -signal.SIGKILL, moment
        published = Published(copied / "published")
        # Whoever opens the working file next finishes, or sweeps up.
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TRAVELTIDE_PUBLISHED", str(published.folder))
            with duckdb.connect(str(working_file(copied))) as connection:
                finish_release(connection)
                ((count,),) = connection.execute(
                    "select count(*) from remembered.releases"
                ).fetchall()
        assert published.leftovers() == [], moment
        if count == 1:
            assert published.bytes() == old, moment
        else:
            assert published.digest() == new, moment
        outcomes.add(count)
        shutil.rmtree(copied)
    # It was killed both before it was remembered and after.
    assert outcomes == {1, 2}
