"""The download of the public files, against a server that misbehaves."""

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from loopback import Loopback, Reply
from traveltide import fetch

COLUMNS = {
    "users": ["user_id", "home_city"],
    "sessions": ["session_id", "user_id", "page_clicks"],
    "flights": ["trip_id", "base_fare_usd"],
    "hotels": ["trip_id", "hotel_name", "nights"],
}
USERS = "/users.csv"
HTML = b"<!doctype html>\n<html><body>Please log in</body></html>\n"
LATER = "Thu, 03 Apr 2025 08:10:58 GMT"
CUT = 200_000
# What has arrived is written in blocks, the last one is lost in a break.
KEPT = CUT // 65536 * 65536


def table(name: str, rows: int = 50) -> bytes:
    """Return a raw file as the platform exports it: every field quoted."""
    lines = [COLUMNS[name]] + [
        [f"{name} {column} {row:06d}" for column in COLUMNS[name]]
        for row in range(rows)
    ]
    quoted = (",".join(f'"{field}"' for field in line) for line in lines)
    return "".join(f"{line}\n" for line in quoted).encode()


LARGE = table("users", 8000)


@dataclass(frozen=True)
class Fetcher:
    """The command, its folder and the server it talks to."""

    web: Loopback
    into: Path
    capture: pytest.CaptureFixture[str]

    def run(self, prefix: str | None = None) -> str:
        """Run the command in this process; return what it says."""
        prefix = prefix or self.web.url()
        fetch.main([f"--into={self.into}", f"--from={prefix}"])
        return self.capture.readouterr().out

    def fail(self, prefix: str | None = None) -> str:
        """Run the command; return the one line with which it ends."""
        with pytest.raises(SystemExit) as caught:
            self.run(prefix)
        (line,) = str(caught.value).splitlines()
        assert line.startswith("fetch: ")
        return line

    def start(self, **options: object) -> subprocess.Popen[str]:
        """Run the command in a process of its own."""
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "traveltide.fetch"),
                *(f"--into={self.into}", f"--from={self.web.url()}"),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    def users(self) -> bytes:
        """Return what arrived under the final name."""
        return (self.into / "users.csv").read_bytes()

    def part_size(self) -> int:
        """Return how much of an incomplete file is there."""
        return sum(path.stat().st_size for path in self.into.glob("*.part"))

    def asked(self) -> list[str | None]:
        """Return the ranges that were asked for, one a download."""
        return [call.headers.get("Range") for call in self.web.gets(USERS)]


@pytest.fixture
def fetcher(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Fetcher]:
    """Return the command in a small project, with little patience."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(fetch, "WAIT_SECONDS", (0.001, 0.001))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    tables = [
        {"name": name, "columns": [{"name": column} for column in columns]}
        for name, columns in COLUMNS.items()
    ]
    source = Path("models/anywhere/_traveltide__sources.yml")
    source.parent.mkdir(parents=True)
    source.write_text(yaml.safe_dump({"sources": [{"tables": tables}]}))
    with Loopback() as web:
        for name in COLUMNS:
            web.put(f"/{name}.csv", Reply(table(name)))
        addresses = {name: web.url(f"/{name}.csv") for name in COLUMNS}
        Path("dbt_project.yml").write_text(
            yaml.safe_dump({"vars": {"public_raw_files": addresses}})
        )
        yield Fetcher(web, tmp_path / "cache" / "public", capsys)


def test_four_files_arrive_once(fetcher: Fetcher) -> None:
    assert "users.csv: complete, 50 rows" in fetcher.run()
    names = {path.name for path in fetcher.into.iterdir()}
    assert names == {*(f"{name}.csv" for name in COLUMNS), ".lock"}
    assert fetcher.users() == table("users")
    assert fetcher.run().count("already complete") == 4
    assert fetcher.asked() == [None]


def test_addresses_come_from_the_project(fetcher: Fetcher) -> None:
    fetch.main([f"--into={fetcher.into}"])
    assert fetcher.users() == table("users")


def test_the_real_project_names_addresses_and_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    targets = list(fetch.find_targets(None))
    assert [name.removesuffix(".csv") for name, _, _ in targets] == [*COLUMNS]
    assert all(url.startswith("https://") for _, url, _ in targets)
    assert "user_id" in targets[0][2]


@pytest.mark.parametrize(
    "new",
    [
        Reply(LARGE),
        Reply(table("users").replace(b"users", b"USERS"), modified=LATER),
    ],
)
def test_newer_or_damaged_file_is_fetched_again(
    fetcher: Fetcher, new: Reply
) -> None:
    fetcher.run()
    fetcher.web.put(USERS, new)
    fetcher.run()
    assert fetcher.users() == new.body
    (fetcher.into / "users.csv").write_bytes(new.body[:-9] + b"*" * 9)
    fetcher.run()
    assert fetcher.users() == new.body
    assert fetcher.asked() == [None] * 3


def test_cut_transfer_is_resumed(fetcher: Fetcher) -> None:
    fetcher.web.put(USERS, Reply(LARGE, cut_at=CUT), Reply(LARGE))
    said = fetcher.run()
    assert "trying again" in said
    assert f"users.csv: from byte {KEPT:,} of {len(LARGE):,}" in said
    assert fetcher.users() == LARGE
    assert fetcher.asked() == [None, f"bytes={KEPT}-"]
    second = fetcher.web.gets(USERS)[1]
    assert second.headers["If-Range"] == "Wed, 02 Apr 2025 08:10:58 GMT"
    assert second.sent == len(LARGE) - KEPT


def test_endlessly_cut_transfer_is_given_up_and_kept(fetcher: Fetcher) -> None:
    fetcher.web.put(USERS, Reply(LARGE, cut_at=CUT, has_ranges=False))
    line = fetcher.fail()
    assert fetcher.web.url(USERS) in line
    assert "IncompleteRead" in line
    assert "then run again" in line
    assert len(fetcher.asked()) == 3
    assert fetcher.part_size() == KEPT


@pytest.mark.parametrize("heeds_if_range", [True, False])
def test_changed_file_is_started_over(
    fetcher: Fetcher, heeds_if_range: bool
) -> None:
    new = LARGE.replace(b"users", b"USERS")
    changed = Reply(new, modified=LATER, heeds_if_range=heeds_if_range)
    fetcher.web.put(USERS, Reply(LARGE, cut_at=CUT), changed)
    fetcher.run()
    assert fetcher.users() == new
    assert fetcher.part_size() == 0


def test_without_a_date_a_cut_transfer_is_started_over(
    fetcher: Fetcher,
) -> None:
    bare = {"modified": None, "etag": None}
    fetcher.web.put(
        USERS, Reply(LARGE, cut_at=CUT, **bare), Reply(LARGE, **bare)
    )
    fetcher.run()
    assert fetcher.users() == LARGE
    assert fetcher.asked() == [None, None]


def test_other_range_than_asked_for_is_refused(fetcher: Fetcher) -> None:
    lie = Reply(LARGE, headers={"Content-Range": f"bytes 9-{len(LARGE)}/*"})
    fetcher.web.put(USERS, Reply(LARGE, cut_at=CUT), lie)
    assert f"expected bytes from {KEPT}, found bytes 9-" in fetcher.fail()
    assert fetcher.part_size() == KEPT


def test_wrong_length_is_refused(fetcher: Fetcher) -> None:
    fetcher.web.put(USERS, Reply(LARGE, is_gzipped=True))
    assert f"{len(LARGE):,} bytes came, expected" in fetcher.fail()
    fetcher.web.put(USERS, Reply(LARGE, is_chunked=True))
    assert "expected a CSV and its length" in fetcher.fail()
    assert not (fetcher.into / "users.csv").exists()


@pytest.mark.parametrize(("status", "calls"), [(404, 1), (503, 3)])
def test_refusal_is_final_and_a_busy_server_asked_again(
    fetcher: Fetcher, status: int, calls: int
) -> None:
    fetcher.web.put(USERS, Reply(status=status))
    assert str(status) in fetcher.fail()
    assert len(fetcher.web.calls) == calls


@pytest.mark.parametrize(
    ("prefix", "problem"),
    [
        ("http://127.0.0.1:1", "Connection refused"),
        ("http://a..b", "label empty or too long"),
        ("ftp://127.0.0.1", "No connection adapters"),
        ("elsewhere", "No scheme supplied"),
    ],
)
def test_unreachable_address_is_one_line(
    fetcher: Fetcher, prefix: str, problem: str
) -> None:
    line = fetcher.fail(prefix)
    assert problem in line
    assert f"{prefix}/users.csv" in line
    assert "public_raw_files in dbt_project.yml" in line


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "header lacks user_id, home_city"),
        (b'"user_id","home_city"\n', "only 0 rows are whole"),
        (HTML, "found '<!doctype html>'"),
        (b"user_id,town\n1,oslo\n", "header lacks home_city"),
        (b"user_id;home_city\n1;oslo\n", "found 'user_id;home_city'"),
        ("user_id,home_city\n1,oslo\n".encode("utf-16"), "header lacks"),
        (LARGE[:-12], "only 7,999 rows are whole"),
        (LARGE[:-26], "only 7,999 rows are whole"),
        (LARGE + b'"1"\n\n', "only 8,000 rows are whole"),
    ],
)
def test_bad_arrival_is_removed(
    fetcher: Fetcher, body: bytes, problem: str
) -> None:
    fetcher.web.put(USERS, Reply(body))
    line = fetcher.fail()
    assert problem in line
    assert fetcher.web.url(USERS) in line
    assert {path.name for path in fetcher.into.iterdir()} == {".lock"}


def test_html_page_leaves_what_has_arrived(fetcher: Fetcher) -> None:
    fetcher.web.put(USERS, Reply(LARGE, cut_at=CUT), Reply(status=404))
    fetcher.fail()
    page = {"Content-Type": "text/html; charset=utf-8"}
    fetcher.web.put(USERS, Reply(HTML, headers=page))
    assert "expected a CSV and its length, found text/html" in fetcher.fail()
    assert fetcher.part_size() == KEPT


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        (LARGE.rstrip(b"\n"), 8000),
        (LARGE.replace(b"\n", b"\r\n"), 8000),
        (b"\xef\xbb\xbf" + LARGE, 8000),
        (b"home_city,extra,user_id\noslo,x,1\n", 1),
        (b'user_id,home_city\n1,"two\nlines, ""quoted"""\n2,oslo', 2),
        # Staging judges single rows; the transfer is not to blame for them.
        (b'user_id,home_city\n1,"os"lo"\n2\n3,oslo\n', 1),
    ],
)
def test_harmless_differences_are_accepted(
    fetcher: Fetcher, body: bytes, rows: int
) -> None:
    fetcher.web.put(USERS, Reply(body))
    assert f"users.csv: complete, {rows:,} rows" in fetcher.run()
    assert fetcher.users() == body


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_killed_fetch_is_resumed(
    fetcher: Fetcher, number: signal.Signals
) -> None:
    fetcher.web.put(USERS, Reply(LARGE, pause_seconds=0.02), Reply(LARGE))
    process = fetcher.start(
        # Tests in the background have it ignored, and pass it on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    end = time.monotonic() + 20
    while fetcher.part_size() == 0 and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(number)
    _, error = process.communicate(timeout=10)
    if number == signal.SIGINT:
        assert error == "fetch: stopped; run again to go on\n"
    kept = fetcher.part_size()
    assert 0 < kept < len(LARGE)
    fetcher.run()
    assert fetcher.users() == LARGE
    assert fetcher.asked()[-1] == f"bytes={kept}-"


def test_two_at_once_do_not_mix(fetcher: Fetcher) -> None:
    fetcher.web.put(USERS, Reply(LARGE, pause_seconds=0.005))
    for process in [fetcher.start(), fetcher.start()]:
        assert process.wait(timeout=30) == 0
    assert fetcher.users() == LARGE
    assert fetcher.asked() == [None]


def test_full_disk_is_one_line_and_resumed(fetcher: Fetcher) -> None:
    def limit_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    fetcher.web.put(USERS, Reply(LARGE))
    _, error = fetcher.start(preexec_fn=limit_files).communicate()
    (line,) = error.splitlines()
    assert "File too large. Check space and permissions" in line
    fetcher.run()
    assert fetcher.users() == LARGE
    assert fetcher.asked()[-1] == "bytes=100000-"


def test_unusable_folder_is_one_line(fetcher: Fetcher) -> None:
    fetcher.into.parent.mkdir()
    fetcher.into.write_text("not a folder")
    line = fetcher.fail()
    assert f"File exists: '{fetcher.into}'. Check space and permissions" in line


@pytest.mark.parametrize("text", ["", "vars: [", "vars: {}"])
def test_project_without_addresses_is_one_line(
    fetcher: Fetcher, text: str
) -> None:
    Path("dbt_project.yml").write_text(text)
    assert fetcher.fail().startswith("fetch: addresses and columns: ")
