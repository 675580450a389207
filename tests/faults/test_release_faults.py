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
from dbt.contracts.graph.nodes import ModelNode
from dbt_project import Project
from processes import FORKS, in_process, started, watched
from published import RELEASABLE, Published, copied, working_digest
from traveltide.forgetting import lend_salt
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
                "select release_id from history.int_releases"
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
    copied(folder, aside)
    done = mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs")
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted: {done.stderr.strip()}")
    try:
        shutil.copytree(aside, folder, symlinks=True, dirs_exist_ok=True)
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
        if path.is_file() and not path.is_symlink()
    )


def publish_and_report(folder: Path, log: Path) -> None:
    """Release what a working file holds, and write down what that says."""
    os.environ["TRAVELTIDE_PUBLISHED"] = str(folder / "published")
    with duckdb.connect(str(working_file(folder))) as connection:
        lend_salt(connection)
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


def test_release_that_cannot_be_put_in_force(
    changed: Path, published: Published, tmp_path: Path
) -> None:
    """It is not even begun where its link has no place."""
    new = working_digest(working_file(changed))
    before = published.database.read_bytes()
    obstacle = published.folder / "current"
    kept = obstacle.readlink()
    obstacle.unlink()
    obstacle.mkdir()
    assert in_process(publish_and_report, changed, tmp_path / "said") == 0
    said = (tmp_path / "said").read_text(encoding="utf-8")
    assert "current is not a link. Its files stay as they were" in said
    assert len(releases(changed)) == 1
    assert len(published.releases()) == 1

    obstacle.rmdir()
    obstacle.symlink_to(kept)
    assert published.database.read_bytes() == before
    assert in_process(publish_all, changed, published.folder) == 0
    assert published.leftovers() == []
    assert published.digest() == {name: new[name] for name in MARTS}


def test_published_folder_of_an_earlier_version(
    changed: Path, published: Published, tmp_path: Path
) -> None:
    """Plain files are taken over; a reader finds the database all the time."""
    # The link to docs leads nowhere until they are written.
    plain = Path(
        shutil.copytree(
            published.folder,
            tmp_path / "plain",
            ignore=shutil.ignore_patterns("docs"),
        )
    )
    shutil.rmtree(plain / "current")
    shutil.rmtree(plain / "releases")
    before = Published(plain).bytes()
    with watched(Published(plain), tmp_path / "read") as seen:
        time.sleep(0.5)
        assert in_process(publish_all, changed, plain) == 0
        time.sleep(0.5)
        assert {
            line for line in seen().errors if line.startswith("IO Error")
        } == set()
    assert len(Published(plain).releases()) == 2
    former = plain / "releases/former"
    assert (
        before["traveltide.duckdb"]
        == Published(former).bytes()["traveltide.duckdb"]
    )


def test_broken_chart_does_not_hold_back_the_data(
    project: Project, generated: Path, folder: Path, published: Published
) -> None:
    """Its numbers stand in its place; page and terminal say why."""

    def break_chart(node: ModelNode) -> None:
        node.config.meta["panel"]["chart"] = {"layer": [{"encoding": {}}]}

    before = published.release_id()
    outcome = project.changed_model("panel_airlines", break_chart).build(
        generated, within=folder, **RELEASABLE
    )
    assert outcome.succeeded, outcome.errors
    assert published.release_id() != before
    (line,) = (
        line for line in outcome.output.splitlines() if "Warning: dash" in line
    )
    problem = "cannot be drawn: Error: Invalid specification"
    assert (
        f"dashboard/index.html: the chart of panel_airlines {problem}" in line
    )
    page = published.folder / "dashboard/index.html"
    assert f"The chart {problem}" in page.read_text(encoding="utf-8")


def test_readers_writers_and_other_builds_stop_no_release(
    pageless: Project, generated: Path, folder: Path, published: Published
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
        builds = [started(pageless, generated, folder, **RELEASABLE)]
        time.sleep(0.5)
        builds += [started(pageless, generated, folder, **RELEASABLE)]
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
        lend_salt(connection)
        facts = connection.execute("from quality.release_facts").df()
        said = publish(connection, facts, list(MARTS))
        assert not said["is_failed"].any(), said


def test_two_working_files_with_one_published_folder(
    folder: Path, published: Published, tmp_path: Path
) -> None:
    others = []
    for margin in range(4):
        other = copied(folder, tmp_path / f"other-{margin}")
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
    assert f"{file} is not a DuckDB file, or damaged" in outcome.errors
    assert "put a copy of it back, or move it away" in outcome.errors
    assert published.bytes() == before
