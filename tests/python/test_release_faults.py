"""Whatever breaks a build, readers see the old release or the new, entirely."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path

import duckdb
import pytest
from dbt_project import Project
from processes import FORKS, in_process, started
from published import RELEASABLE, Published, working_digest
from traveltide.release import publish

MARTS = ("perk_history", "user_perks")
# What a client does that opens the file to write, and dies.
WRITER = """
import duckdb, os, signal, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("update marts.user_perks set primary_perk = 'written'")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def published(folder: Path) -> Published:
    return Published(folder / "published")


def working_file(folder: Path) -> Path:
    return folder / "traveltide.duckdb"


def with_published(project: Project, folder: Path) -> Project:
    """Return the project, parsed as it is, with another published folder."""
    assert project.manifest
    other = copy(project)
    other.environment = {"TRAVELTIDE_PUBLISHED": str(folder)}
    return other


def releases(folder: Path) -> list[str]:
    """Return the releases that a working file remembers."""
    with duckdb.connect(str(working_file(folder))) as connection:
        return [
            number
            for (number,) in connection.execute(
                "select release_id from remembered.releases"
                " order by released_at"
            ).fetchall()
        ]


@pytest.fixture
def changed(folder: Path) -> Path:
    """Return a folder whose working file holds other perks than published."""
    with duckdb.connect(str(working_file(folder))) as connection:
        connection.execute("update marts.user_perks set margin = margin + 1")
        connection.execute("delete from marts.signal_drift")
    return folder


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Callable[[int], None]]:
    """Put what is in a folder on a disk of some size; resize it if asked."""

    def mount(*options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["mount", *options, str(folder)],
            capture_output=True,
            text=True,
            check=False,
        )

    aside = folder.with_name(f"{folder.name}-aside")
    shutil.copytree(folder, aside)
    done = mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs")
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted: {done.stderr.strip()}")
    try:
        shutil.copytree(aside, folder, dirs_exist_ok=True)
        yield lambda size: mount(
            "-o", f"remount,size={size}k"
        ).check_returncode()
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def kilobytes(*folders: Path) -> int:
    """Return the room that the files in some folders take."""
    return sum(
        path.stat().st_size // 1024 + 4
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    )


def publish_and_report(folder: Path, log: Path) -> None:
    """Release what a working file holds, and write down what that says."""
    os.environ["TRAVELTIDE_PUBLISHED"] = str(folder / "published")
    with duckdb.connect(str(working_file(folder))) as connection:
        facts = connection.execute("from quality.release_facts").df()
        said = publish(connection, facts, list(MARTS))
        assert said["is_failed"].all(), said
        log.write_text("\n".join(said["message"]), encoding="utf-8")


@pytest.mark.parametrize("room", [300, 1500])
def test_full_disk_of_the_published_folder(
    room: int, folder: Path, published: Published, tmp_path: Path
) -> None:
    """With so many kilobytes left, another file of the release fits no more."""
    before = published.bytes()
    with small_disk(published.folder, kilobytes(published.folder) + room):
        assert in_process(publish_and_report, folder, tmp_path / "said") == 0
        assert published.bytes() == before
        assert published.leftovers() == []
    said = (tmp_path / "said").read_text(encoding="utf-8")
    assert said.startswith(f"{published.folder} could not be written: ")
    assert "No space left on device" in said
    assert "make room there" in said
    assert "\n" not in said
    assert len(releases(folder)) == 1


def test_full_disk_of_the_working_file(
    project: Project, generated: Path, folder: Path, tmp_path: Path
) -> None:
    published = Published(folder.rename(tmp_path / "kept") / "published")
    before = published.bytes()
    disk = tmp_path / "disk"
    disk.mkdir()
    shutil.move(working_file(tmp_path / "kept"), disk)
    project = with_published(project, published.folder)
    with small_disk(disk, kilobytes(disk) + 3000) as resize:
        outcome = started(
            project, generated, disk, "--full-refresh", **RELEASABLE
        ).wait()
        assert not outcome.succeeded
        assert "No space left on device" in outcome.errors
        assert published.bytes() == before
        resize(500_000)
        outcome = started(project, generated, disk, **RELEASABLE).wait()
        assert outcome.succeeded, outcome.errors
    published.release_id()
    assert published.bytes() != before


def test_new_file_that_cannot_be_put_in_place(
    project: Project,
    generated: Path,
    changed: Path,
    published: Published,
    tmp_path: Path,
) -> None:
    """What is remembered as released is not swept up, but finished later."""
    new = working_digest(working_file(changed))
    obstacle = published.folder / "exports/user_perks.csv"
    obstacle.unlink()
    obstacle.mkdir()
    before = published.bytes()[published.database.name]
    assert in_process(publish_and_report, changed, tmp_path / "said") == 0
    said = (tmp_path / "said").read_text(encoding="utf-8")
    assert "could not be put in place" in said
    assert "Remove what is in their way" in said
    assert published.bytes()[published.database.name] == before

    outcome = project.build(generated, within=changed, **RELEASABLE)
    assert not outcome.succeeded
    assert "the release that was cut off cannot be finished" in outcome.errors
    assert published.bytes()[published.database.name] == before

    obstacle.rmdir()
    outcome = project.run("show", "--inline", "select 1 as one", within=changed)
    assert outcome.succeeded, outcome.output
    assert published.leftovers() == []
    assert published.digest() == {name: new[name] for name in MARTS}


def test_readers_writers_and_other_builds_stop_no_release(
    project: Project, generated: Path, folder: Path, published: Published
) -> None:
    """A writer that died leaves a log, which must not reach the next file."""
    if os.geteuid() == 0:
        published.database.chmod(0o644)
    before = published.digest()
    subprocess.run(
        [sys.executable, "-c", WRITER, str(published.database)], check=False
    )
    assert published.leftovers() == ["traveltide.duckdb.wal"]
    with published.opened() as reader:
        question = "select distinct primary_perk from marts.user_perks"
        assert reader.execute(question).fetchall() == [("written",)]
        builds = [started(project, generated, folder, **RELEASABLE)]
        time.sleep(0.5)
        builds += [started(project, generated, folder, **RELEASABLE)]
        outcomes = [each.wait() for each in builds]
        # Who has opened a file keeps it.
        assert reader.execute(question).fetchall() == [("written",)]
    (loser,) = (each for each in outcomes if not each.succeeded)
    assert "is in use by another program" in loser.errors
    assert "name another file in TRAVELTIDE_WAREHOUSE" in loser.errors
    published.release_id()
    assert len(releases(folder)) == 2
    assert published.leftovers() == []
    after = published.digest()
    # The same data with the same model; only the gates have more to compare.
    assert {name for name in after if after[name] != before[name]} == {
        "quality_gates"
    }


def test_published_file_lets_nobody_write(published: Published) -> None:
    """A reader who may write shuts out the others."""
    writer = [sys.executable, "-c", WRITER, str(published.database)]
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may write anything, and there is no setpriv")
        writer = ["setpriv", "--bounding-set", "-dac_override", *writer]
    before = published.bytes()
    done = subprocess.run(writer, capture_output=True, text=True, check=False)
    assert "Permission denied" in done.stderr
    assert published.bytes() == before
    with (
        published.opened() as reader,
        pytest.raises(duckdb.InvalidInputException, match="read-only"),
    ):
        reader.execute("delete from marts.user_perks")


def publish_all(folder: Path, published: Path) -> None:
    """Release what a working file holds, into a folder shared with others."""
    os.environ["TRAVELTIDE_PUBLISHED"] = str(published)
    with duckdb.connect(str(working_file(folder))) as connection:
        facts = connection.execute("from quality.release_facts").df()
        said = publish(connection, facts, list(MARTS))
        assert not said["is_failed"].any(), said


def test_two_working_files_with_one_published_folder(
    folder: Path, published: Published, tmp_path: Path
) -> None:
    others = []
    for margin in range(4):
        other = Path(shutil.copytree(folder, tmp_path / f"other-{margin}"))
        with duckdb.connect(str(working_file(other))) as connection:
            connection.execute(f"update marts.user_perks set margin = {margin}")
        others.append(other)
    processes = [
        FORKS.Process(target=publish_all, args=(other, published.folder))
        for other in others
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    ((last,),) = published.rows(
        "select last(release_id order by released_at) from marts.releases"
    )
    (winner,) = (each for each in others if releases(each)[-1] == last)
    new = working_digest(working_file(winner))
    assert published.digest() == {name: new[name] for name in MARTS}
    assert published.leftovers() == []


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "garbage": lambda content: b"no database " * 1000,
    "nothing": lambda content: b"",
    "one page": lambda content: content[:4096],
    "half": lambda content: content[: len(content) // 2],
    "no headers": lambda content: (
        content[:4096] + bytes(8192) + content[12288:]
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_working_file(
    damage: str,
    project: Project,
    generated: Path,
    folder: Path,
    published: Published,
) -> None:
    file = working_file(folder)
    file.write_bytes(DAMAGES[damage](file.read_bytes()))
    before = published.bytes()
    outcome = project.build(generated, within=folder, **RELEASABLE)
    assert not outcome.succeeded
    assert f"{file} is no DuckDB file, or damaged" in outcome.errors
    assert "move it away and build again" in outcome.errors
    assert published.bytes() == before
