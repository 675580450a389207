"""The download of the public files, against a server that misbehaves."""

from __future__ import annotations

import fcntl
import json
import os
import resource
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from loopback import Call, Loopback, Reply, self_signed_certificate
from traveltide import fetch

COLUMNS = {
    "users": ["user_id", "home_city"],
    "sessions": ["session_id", "user_id", "page_clicks"],
    "flights": ["trip_id", "base_fare_usd"],
    "hotels": ["trip_id", "hotel_name", "nights"],
}
USERS = "/users.csv"


def table(name: str, rows: int = 50) -> bytes:
    """Return a raw file as the platform exports it: every field quoted."""
    lines = [COLUMNS[name]] + [
        [f"{name} {column} {row:06d}" for column in COLUMNS[name]]
        for row in range(rows)
    ]
    quoted = (",".join(f'"{field}"' for field in line) for line in lines)
    return "".join(f"{line}\n" for line in quoted).encode()


GOOD = table("users", 500)
LARGE = table("users", 8000)
HTML = b"<!doctype html>\n<html><body>Please log in</body></html>\n"


@dataclass(frozen=True)
class Outcome:
    """What a run left behind for the person who started it."""

    status: int
    out: str
    err: str

    def error_line(self) -> str:
        """Return the only line of the error output."""
        (line,) = self.err.splitlines()
        assert line.startswith("fetch: ")
        return line


@dataclass(frozen=True)
class Fetcher:
    """The command, its folders and the server it talks to."""

    web: Loopback
    project: Path
    into: Path
    capture: pytest.CaptureFixture[str]

    def arguments(self, *more: str, prefix: str | None = None) -> list[str]:
        """Return a command line with little patience."""
        return [
            f"--into={self.into}",
            f"--from={self.web.url() if prefix is None else prefix}",
            f"--project-dir={self.project}",
            "--backoff=0.001",
            "--timeout=5",
            "--retries=3",
            *more,
        ]

    def run(self, *more: str, prefix: str | None = None) -> Outcome:
        """Run the command in this process."""
        status = fetch.main(self.arguments(*more, prefix=prefix))
        return Outcome(status, *self.capture.readouterr())

    def start(self, *more: str) -> subprocess.Popen[str]:
        """Run the command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "traveltide.fetch", *self.arguments(*more)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Tests that run in the background have it ignored, and pass it on.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def users(self) -> bytes:
        """Return what arrived under the final name."""
        return (self.into / "users.csv").read_bytes()

    def part(self) -> Path:
        """Return where the bytes go before they are complete."""
        return self.into / "users.csv.part"

    def manifest(self) -> dict[str, dict[str, object]]:
        """Return what the cache knows about itself."""
        return json.loads((self.into / "manifest.json").read_text())

    def names(self) -> set[str]:
        """Return the names in the cache."""
        return {path.name for path in self.into.iterdir()}


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture(autouse=True)
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what is flushed to the disk, without waiting for the disk."""
    names: list[str] = []
    monkeypatch.setattr(
        fetch, "flush_to_disk", lambda path: names.append(path.name)
    )
    return names


@pytest.fixture
def web() -> Iterator[Loopback]:
    with Loopback() as server:
        for name in COLUMNS:
            server.put(f"/{name}.csv", Reply(table(name)))
        yield server


@pytest.fixture
def project(tmp_path: Path) -> Path:
    tables = [
        {"name": name, "columns": [{"name": column} for column in columns]}
        for name, columns in COLUMNS.items()
    ]
    path = tmp_path / fetch.SOURCE_FILE
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump({"sources": [{"tables": tables}]}))
    return tmp_path


@pytest.fixture
def fetcher(
    web: Loopback, project: Path, capsys: pytest.CaptureFixture[str]
) -> Fetcher:
    return Fetcher(web, project, project / "cache" / "public", capsys)


def wait_until(is_true: Callable[[], bool]) -> None:
    """Wait for another process, but not for ever."""
    end = time.monotonic() + 10
    while not is_true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def asked(call: Call) -> str | None:
    """Return the range a request asked for."""
    return call.headers.get("Range")


# What a good run leaves behind


def test_four_files_arrive_once(fetcher: Fetcher) -> None:
    first = fetcher.run()
    assert (first.status, first.err) == (0, "")
    assert fetcher.names() == {
        *(f"{name}.csv" for name in COLUMNS),
        "manifest.json",
        ".lock",
    }
    for name in COLUMNS:
        assert (fetcher.into / f"{name}.csv").read_bytes() == table(name)
    assert "users.csv: complete, 50 rows" in first.out
    second = fetcher.run()
    assert second.status == 0
    assert second.out.count("already complete, 50 rows") == 4
    assert len(fetcher.web.calls) == 4


def test_output_without_a_terminal_is_plain_lines(fetcher: Fetcher) -> None:
    outcome = fetcher.run()
    assert "\r" not in outcome.out + outcome.err
    assert len(outcome.out.splitlines()) == 8


def test_progress_is_shown_on_a_terminal(fetcher: Fetcher) -> None:
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
    command = [sys.executable, "-m", "traveltide.fetch", *fetcher.arguments()]
    subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=theirs, check=True
    )
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "users.csv: 100%" in shown


def test_manifest_says_what_is_there(fetcher: Fetcher) -> None:
    fetcher.web.put(USERS, Reply(GOOD, etag='"abc"'))
    fetcher.run()
    entry = fetcher.manifest()["users.csv"]
    assert entry["url"] == fetcher.web.url(USERS)
    assert entry["bytes"] == len(GOOD)
    assert entry["sha256"] == fetch.sha256_of(fetcher.into / "users.csv")
    assert entry["etag"] == '"abc"'
    assert entry["rows"] == 500
    assert set(entry) == {
        *("url", "bytes", "sha256", "etag", "rows", "fetched_at")
    }


def test_addresses_come_from_the_project(fetcher: Fetcher) -> None:
    for name in COLUMNS:
        fetcher.web.put(f"/bronze/{name}_export.csv", Reply(table(name)))
    addresses = {
        name: fetcher.web.url(f"/bronze/{name}_export.csv") for name in COLUMNS
    }
    path = fetcher.project / "dbt_project.yml"
    path.write_text(yaml.safe_dump({"vars": {"public_raw_files": addresses}}))
    arguments = [
        argument
        for argument in fetcher.arguments()
        if not argument.startswith("--from")
    ]
    assert fetch.main(arguments) == 0
    assert fetcher.users() == table("users")


def test_the_real_project_names_addresses_and_columns() -> None:
    targets = fetch.find_targets(Path(__file__).parents[2], None)
    assert [target.name for target in targets] == [
        f"{name}.csv" for name in fetch.TABLES
    ]
    assert all(target.url.startswith("https://") for target in targets)
    assert "user_id" in targets[0].columns


# What is in the cache, and whether it can be trusted


@pytest.mark.parametrize("damage", [GOOD[:-30], GOOD[:-3] + b'X"\n'])
def test_damaged_file_is_fetched_again(fetcher: Fetcher, damage: bytes) -> None:
    fetcher.web.put(USERS, Reply(GOOD))
    fetcher.run()
    (fetcher.into / "users.csv").write_bytes(damage)
    outcome = fetcher.run()
    assert outcome.status == 0
    assert "users.csv: changed or damaged" in outcome.out
    assert fetcher.users() == GOOD
    assert len(fetcher.web.calls) == 5


def test_other_address_is_fetched_again(fetcher: Fetcher) -> None:
    fetcher.run()
    fetcher.web.put("/mirror/users.csv", Reply(GOOD))
    outcome = fetcher.run(prefix=fetcher.web.url("/mirror/"))
    assert "users.csv: came from another address" in outcome.out
    assert outcome.status == 1, "the mirror has no sessions"
    assert fetcher.users() == GOOD


def test_unreadable_manifest_costs_only_a_download(fetcher: Fetcher) -> None:
    fetcher.run()
    (fetcher.into / "manifest.json").write_text('{"users.csv": {"ur')
    outcome = fetcher.run()
    assert outcome.status == 0
    assert "users.csv: of unknown origin" in outcome.out
    assert len(fetcher.web.calls) == 8


def test_good_files_stay_when_another_fails(fetcher: Fetcher) -> None:
    fetcher.web.put("/flights.csv", Reply(status=404))
    assert fetcher.run().status == 1
    assert {"users.csv", "sessions.csv"} <= fetcher.names()
    assert not {"flights.csv", "hotels.csv"} & fetcher.names()
    fetcher.web.put("/flights.csv", Reply(table("flights")))
    assert fetcher.run().status == 0
    assert len(fetcher.web.gets(USERS)) == 1


def test_failed_refresh_keeps_the_file_it_would_replace(
    fetcher: Fetcher,
) -> None:
    fetcher.run()
    fetcher.web.put("/mirror/users.csv", Reply(HTML))
    assert fetcher.run(prefix=fetcher.web.url("/mirror")).status == 1
    assert fetcher.users() == table("users")


def test_crash_between_manifest_and_name_costs_no_download(
    fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(fetch, "publish", crash)
        assert fetcher.run().status == 130
    assert "users.csv" not in fetcher.names()
    assert fetcher.run().status == 0
    assert len(fetcher.web.gets(USERS)) == 1
    assert fetcher.users() == table("users")


def test_everything_is_on_disk_before_it_has_its_name(
    fetcher: Fetcher, synced: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def note(path: Path, target: Path) -> Path:
        synced.append(f"{path.name} -> {target.name}")
        os.replace(path, target)
        return target

    monkeypatch.setattr(Path, "replace", note)
    fetcher.run()
    assert synced[:7] == [
        "users.csv.part.json.new",
        "users.csv.part.json.new -> users.csv.part.json",
        "manifest.json.new",
        "manifest.json.new -> manifest.json",
        "users.csv.part",
        "users.csv.part -> users.csv",
        "public",
    ]


# Breaks


def test_truncated_transfer_is_resumed(fetcher: Fetcher) -> None:
    fetcher.web.put(USERS, Reply(GOOD, cut_at=5000), Reply(GOOD))
    outcome = fetcher.run()
    assert outcome.status == 0
    assert "trying again" in outcome.out
    assert f"resuming at 5,000 of {len(GOOD):,} bytes" in outcome.out
    assert fetcher.users() == GOOD
    first, second = fetcher.web.gets(USERS)
    assert (asked(first), asked(second)) == (None, "bytes=5000-")
    assert second.headers["If-Range"] == '"one"'
    assert first.sent + second.sent == len(GOOD)


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_date_proves_sameness_without_a_strong_etag(
    fetcher: Fetcher, etag: str | None
) -> None:
    fetcher.web.put(
        USERS, Reply(GOOD, etag=etag, cut_at=5000), Reply(GOOD, etag=etag)
    )
    assert fetcher.run().status == 0
    second = fetcher.web.gets(USERS)[1]
    assert second.headers["If-Range"] == "Wed, 02 Apr 2025 08:10:58 GMT"
    assert (second.status, fetcher.users()) == (206, GOOD)


def test_without_any_proof_of_sameness_it_starts_afresh(
    fetcher: Fetcher,
) -> None:
    bare = Reply(GOOD, etag=None, modified=None, cut_at=5000)
    fetcher.web.put(USERS, bare, Reply(LARGE, etag=None, modified=None))
    assert fetcher.run().status == 0
    assert [asked(call) for call in fetcher.web.gets(USERS)] == [None, None]
    assert fetcher.users() == LARGE


def test_always_truncated_transfer_is_given_up(fetcher: Fetcher) -> None:
    fetcher.web.put(USERS, Reply(GOOD, cut_at=5000, has_ranges=False))
    outcome = fetcher.run()
    assert outcome.status == 1
    line = outcome.error_line()
    assert fetcher.web.url(USERS) in line
    assert "5000 bytes read" in line
    assert "(attempts: 4)" in line
    assert "Run the same command again" in line
    assert len(fetcher.web.calls) == 4
    assert fetcher.part().read_bytes() == GOOD[:5000]


def test_progress_starts_the_count_of_retries_over(fetcher: Fetcher) -> None:
    body = table("users", 100_000)
    step = fetch.PROGRESS_BYTES + 1000
    fetcher.web.put(USERS, Reply(body, cut_at=step))
    outcome = fetcher.run("--retries=1")
    assert (outcome.status, outcome.err) == (0, "")
    assert fetcher.users() == body
    calls = fetcher.web.gets(USERS)
    assert len(calls) == len(body) // step + 1 > 3
    assert sum(call.sent for call in calls) == len(body)


def test_server_without_ranges_is_asked_from_the_start(
    fetcher: Fetcher,
) -> None:
    plain = Reply(GOOD, has_ranges=False)
    fetcher.web.put(USERS, Reply(GOOD, cut_at=5000, has_ranges=False), plain)
    assert fetcher.run().status == 0
    assert fetcher.users() == GOOD
    assert [call.status for call in fetcher.web.gets(USERS)] == [200, 200]


@pytest.mark.parametrize("heeds_if_range", [True, False])
@pytest.mark.parametrize(
    "body", [LARGE, GOOD.replace(b"users user", b"USERS user")]
)
def test_changed_file_is_started_afresh(
    fetcher: Fetcher, body: bytes, heeds_if_range: bool
) -> None:
    new = Reply(body, etag='"two"', heeds_if_range=heeds_if_range)
    fetcher.web.put(USERS, Reply(GOOD, cut_at=5000), new)
    outcome = fetcher.run()
    assert outcome.status == 0
    assert fetcher.users() == body
    assert asked(fetcher.web.gets(USERS)[1]) == "bytes=5000-"


@pytest.mark.parametrize("status", [412, 416])
def test_refused_range_is_started_afresh(fetcher: Fetcher, status: int) -> None:
    fetcher.web.put(
        USERS, Reply(GOOD, cut_at=5000), Reply(status=status), Reply(GOOD)
    )
    assert fetcher.run().status == 0
    assert fetcher.users() == GOOD
    ranges = [asked(call) for call in fetcher.web.gets(USERS)]
    assert ranges == [None, "bytes=5000-", None]


@pytest.mark.parametrize(
    "answer",
    [
        {"Content-Range": f"bytes 9-{len(GOOD) - 1}/{len(GOOD)}"},
        {"Content-Range": f"bytes 5000-{len(GOOD) - 1}/{len(GOOD) + 1}"},
        {"Content-Range": "lines 5000-6000/7000"},
        {"ETag": '"two"'},
        {"Content-Encoding": "gzip"},
    ],
)
def test_range_of_something_else_is_not_appended(
    fetcher: Fetcher, answer: dict[str, str]
) -> None:
    lying = Reply(GOOD, headers=answer)
    fetcher.web.put(USERS, Reply(GOOD, cut_at=5000), lying, Reply(GOOD))
    assert fetcher.run().status == 0
    assert fetcher.users() == GOOD
    ranges = [asked(call) for call in fetcher.web.gets(USERS)]
    assert ranges == [None, "bytes=5000-", None]


@pytest.mark.parametrize(
    ("body", "next_range"),
    [(GOOD[:9000], "bytes=9000-"), (GOOD + b"more", None)],
)
def test_range_of_another_length_is_noticed(
    fetcher: Fetcher, body: bytes, next_range: str | None
) -> None:
    span = f"bytes 5000-{len(GOOD) - 1}/{len(GOOD)}"
    lying = Reply(body, headers={"Content-Range": span})
    fetcher.web.put(USERS, Reply(GOOD, cut_at=5000), lying, Reply(GOOD))
    assert fetcher.run().status == 0
    assert fetcher.users() == GOOD
    ranges = [asked(call) for call in fetcher.web.gets(USERS)]
    assert ranges == [None, "bytes=5000-", next_range]


@pytest.mark.parametrize(
    ("memory", "size"),
    [
        ({"url": "http://127.0.0.1/other.csv"}, 5000),
        ({"length": 4000}, 5000),
        ({"etag": None, "modified": None}, 5000),
        ({}, 0),
        (None, 5000),
    ],
)
def test_left_over_of_something_else_is_not_resumed(
    fetcher: Fetcher, memory: dict[str, object] | None, size: int
) -> None:
    fetcher.web.put(USERS, Reply(GOOD))
    fetcher.into.mkdir(parents=True)
    fetcher.part().write_bytes(b"x" * size)
    known = fetch.Version(fetcher.web.url(USERS), '"one"', None, len(GOOD))
    text = "{" if memory is None else json.dumps(asdict(known) | memory)
    fetch.sidecar(fetcher.part()).write_text(text)
    assert fetcher.run().status == 0
    assert fetcher.users() == GOOD
    assert [asked(call) for call in fetcher.web.gets(USERS)] == [None]


def test_stalled_transfer_is_resumed(fetcher: Fetcher) -> None:
    fetcher.web.put(USERS, Reply(GOOD, stall_at=8192), Reply(GOOD))
    outcome = fetcher.run("--timeout=0.3")
    assert outcome.status == 0
    assert "Read timed out" in outcome.out
    assert fetcher.users() == GOOD
    assert asked(fetcher.web.gets(USERS)[1]) == "bytes=8192-"


def test_slow_transfer_is_no_stalled_one(fetcher: Fetcher) -> None:
    fetcher.web.put(USERS, Reply(GOOD, pause_seconds=0.1))
    outcome = fetcher.run("--timeout=0.5")
    assert "trying again" not in outcome.out
    assert fetcher.users() == GOOD


@pytest.mark.parametrize("is_chunked", [True, False])
def test_length_may_be_unknown(fetcher: Fetcher, is_chunked: bool) -> None:
    reply = Reply(GOOD, has_length=False, is_chunked=is_chunked)
    fetcher.web.put(USERS, reply)
    outcome = fetcher.run()
    assert outcome.status == 0
    assert "unknown size" in outcome.out
    assert fetcher.users() == GOOD


def test_broken_chunks_are_noticed(fetcher: Fetcher) -> None:
    broken = Reply(GOOD, is_chunked=True, cut_at=5000)
    fetcher.web.put(USERS, broken, Reply(GOOD))
    assert fetcher.run().status == 0
    assert fetcher.users() == GOOD
    assert len(fetcher.web.gets(USERS)) == 2


def test_body_of_unknown_length_that_ends_early_is_rejected(
    fetcher: Fetcher,
) -> None:
    fetcher.web.put(USERS, Reply(GOOD, has_length=False, cut_at=5000))
    outcome = fetcher.run()
    assert outcome.status == 1
    assert "ends in the middle of row" in outcome.error_line()


@pytest.mark.parametrize("is_chunked", [True, False])
def test_compressed_transfer_arrives_plain(
    fetcher: Fetcher, is_chunked: bool
) -> None:
    packed = Reply(GOOD, is_gzipped=True, is_chunked=is_chunked)
    fetcher.web.put(USERS, packed)
    assert fetcher.run().status == 0
    assert fetcher.users() == GOOD
    (call,) = fetcher.web.gets(USERS)
    assert call.headers["Accept-Encoding"] == "identity"
    assert fetcher.manifest()["users.csv"]["bytes"] == len(GOOD)


def test_broken_compressed_transfer_starts_afresh(fetcher: Fetcher) -> None:
    packed = Reply(LARGE, is_gzipped=True)
    fetcher.web.put(USERS, Reply(LARGE, is_gzipped=True, cut_at=20_000), packed)
    assert fetcher.run().status == 0
    assert fetcher.users() == LARGE
    assert [asked(call) for call in fetcher.web.gets(USERS)] == [None, None]


def test_redirect_is_followed_and_resumed(fetcher: Fetcher) -> None:
    there = Reply(status=302, headers={"Location": "/elsewhere.csv"})
    fetcher.web.put(USERS, there)
    fetcher.web.put("/elsewhere.csv", Reply(GOOD, cut_at=5000), Reply(GOOD))
    assert fetcher.run().status == 0
    assert fetcher.users() == GOOD
    ranges = [asked(call) for call in fetcher.web.gets("/elsewhere.csv")]
    assert ranges == [None, "bytes=5000-"]


def test_endless_redirect_is_an_error(fetcher: Fetcher) -> None:
    there = Reply(status=302, headers={"Location": USERS})
    fetcher.web.put(USERS, there)
    assert "redirects" in fetcher.run().error_line()


# Answers other than the file


@pytest.mark.parametrize("status", [403, 404, 410])
def test_refusal_is_final_at_once(fetcher: Fetcher, status: int) -> None:
    fetcher.web.put(USERS, Reply(status=status))
    outcome = fetcher.run()
    assert outcome.status == 1
    line = outcome.error_line()
    assert f"answers {status}" in line
    assert fetcher.web.url(USERS) in line
    assert "expected the file" in line
    assert "public_raw_files in dbt_project.yml" in line
    assert len(fetcher.web.calls) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_busy_server_is_asked_again(fetcher: Fetcher, status: int) -> None:
    fetcher.web.put(USERS, Reply(status=status), Reply(GOOD))
    outcome = fetcher.run()
    assert (outcome.status, outcome.err) == (0, "")
    assert f"answers {status}" in outcome.out
    assert fetcher.users() == GOOD


def test_server_that_stays_broken_is_given_up(fetcher: Fetcher) -> None:
    fetcher.web.put(USERS, Reply(status=500))
    outcome = fetcher.run()
    assert outcome.status == 1
    assert "answers 500 Internal Server Error" in outcome.error_line()
    assert len(fetcher.web.calls) == 4


def test_waits_double_and_heed_the_server(
    fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    said = [
        Reply(status=429, headers={"Retry-After": value})
        for value in ("7", "86400", "soon")
    ]
    fetcher.web.put(USERS, *[Reply(status=500)] * 4, *said, Reply(GOOD))
    assert fetcher.run("--retries=9", "--backoff=0.5").status == 0
    assert waits == [1, 2, 4, 7, fetch.LONGEST_WAIT_SECONDS, 32]


def test_trouble_keeps_what_has_arrived(fetcher: Fetcher) -> None:
    fetcher.web.put(USERS, Reply(GOOD, cut_at=5000), Reply(status=503))
    assert fetcher.run().status == 1
    page = {"Content-Type": "text/html; charset=utf-8"}
    fetcher.web.put(USERS, Reply(HTML, has_ranges=False, headers=page))
    outcome = fetcher.run()
    assert "HTML page, expected a CSV" in outcome.error_line()
    assert fetcher.part().read_bytes() == GOOD[:5000]
    fetcher.web.put(USERS, Reply(GOOD))
    assert fetcher.run().status == 0
    assert asked(fetcher.web.gets(USERS)[-1]) == "bytes=5000-"
    assert fetcher.users() == GOOD


@pytest.mark.parametrize(
    ("prefix", "problem"),
    [
        ("http://127.0.0.1:1", "Connection refused"),
        ("http://nowhere.invalid", "nowhere.invalid"),
        ("http://a..b", "label empty or too long"),
        ("http://127.0.0.1:99999", "Failed to parse"),
        ("ftp://127.0.0.1", "No connection adapters"),
        ("elsewhere", "No scheme supplied"),
    ],
)
def test_unreachable_address_is_one_line(
    fetcher: Fetcher, prefix: str, problem: str
) -> None:
    outcome = fetcher.run(prefix=prefix)
    assert outcome.status == 1
    assert problem in outcome.error_line()
    assert f"{prefix}/users.csv" in outcome.error_line()


def test_https_needs_a_trusted_certificate(
    fetcher: Fetcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = self_signed_certificate(tmp_path)
    if certificate is None:
        pytest.skip("no openssl to make a certificate with")
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    with Loopback(certificate) as secure:
        for name in COLUMNS:
            secure.put(f"/{name}.csv", Reply(table(name)))
        refused = fetcher.run(prefix=secure.url())
        assert "CERTIFICATE_VERIFY_FAILED" in refused.error_line()
        assert "trying again" not in refused.out
        assert secure.calls == []
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        assert fetcher.run(prefix=secure.url()).status == 0
    assert fetcher.users() == table("users")


# What arrived


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "header lacks user_id, home_city"),
        (b'"user_id","home_city"\n', "no rows"),
        (HTML, "HTML or XML page"),
        (b"  <?xml version='1.0'?><Error/>", "HTML or XML page"),
        (b"user_id,town\n1,oslo\n", "lacks home_city; expected user_id, home_"),
        (b"user_id;home_city\n1;oslo\n", "found user_id;home_city"),
        (b"user_id,home_city\n1,\xe5lesund\n", "not UTF-8"),
        ("user_id,home_city\n1,oslo\n".encode("utf-16"), "not UTF-8"),
        (b"user_id,home_city\n1,\0\0\0\n2,oslo\n", "NUL bytes"),
        (GOOD[:-12], "ends in the middle of row 500"),
        (GOOD[:-26], "ends in the middle of row 500; expected 2 fields"),
    ],
)
def test_bad_arrival_is_removed(
    fetcher: Fetcher, body: bytes, problem: str
) -> None:
    fetcher.web.put(USERS, Reply(body))
    outcome = fetcher.run()
    assert outcome.status == 1
    assert problem in outcome.error_line()
    assert fetcher.web.url(USERS) in outcome.error_line()
    assert fetcher.names() == {".lock"}


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        (GOOD.rstrip(b"\n"), 500),
        (GOOD + b"\n\n", 500),
        (GOOD.replace(b"\n", b"\r\n"), 500),
        (b"\xef\xbb\xbf" + GOOD, 500),
        (b"home_city,extra,user_id\noslo,x,1\n", 1),
        ("user_id,home_city\n1,Ålesund\n".encode(), 1),
        (b'user_id,home_city\n1,"two\nlines, ""quoted"""\n2,oslo', 2),
        # Staging judges single rows; the transfer is not to blame for them.
        (b'user_id,home_city\n1,"os"lo"\n2\n3,oslo\n', 3),
    ],
)
def test_harmless_differences_are_accepted(
    fetcher: Fetcher, body: bytes, rows: int
) -> None:
    fetcher.web.put(USERS, Reply(body))
    outcome = fetcher.run()
    assert (outcome.status, outcome.err) == (0, "")
    assert f"users.csv: complete, {rows} rows" in outcome.out
    assert fetcher.users() == body


@given(
    fields=st.lists(st.text("a\"',\n 1", max_size=8), min_size=2, max_size=2),
    cut=st.floats(0, 1),
)
def test_only_a_whole_last_row_counts(
    tmp_path_factory: pytest.TempPathFactory, fields: list[str], cut: float
) -> None:
    quoted = ['"' + field.replace('"', '""') + '"' for field in fields]
    row = ",".join(quoted).encode()
    end = int(cut * len(row))
    path = tmp_path_factory.mktemp("csv") / "users.csv"
    path.write_bytes(b"user_id,home_city\n1,2\n" + row[:end])
    # A quote that closes in place of being doubled ends a row, too.
    is_row = end == 0 or (
        row[:end].startswith(quoted[0].encode() + b",")
        and row[:end].count(b'"') % 2 == 0
        and end >= len(quoted[0].encode()) + 3
    )
    if is_row:
        assert fetch.count_rows(path, ("user_id",)) == 1 + (end > 0)
    elif row[:end].count(b'"') % 2 == 1:
        with pytest.raises(fetch.FetchError, match="in the middle of row 2"):
            fetch.count_rows(path, ("user_id",))


# The project's own files


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, "does not exist"),
        ("vars: [", "is no YAML"),
        ("vars: {}", "gives no address for 'public_raw_files'"),
        ("vars: {public_raw_files: {users: x}}", "no address for 'sessions'"),
        ("", "gives no address"),
    ],
)
def test_project_without_addresses_is_one_line(
    fetcher: Fetcher, text: str | None, problem: str
) -> None:
    if text is not None:
        (fetcher.project / "dbt_project.yml").write_text(text)
    assert fetch.main([f"--project-dir={fetcher.project}"]) == 1
    error = Outcome(1, *fetcher.capture.readouterr()).error_line()
    assert problem in error


@pytest.mark.parametrize("text", ["", "sources: []", "sources: [{tables: []}]"])
def test_source_without_columns_is_one_line(
    fetcher: Fetcher, text: str
) -> None:
    (fetcher.project / fetch.SOURCE_FILE).write_text(text)
    assert "lists no columns" in fetcher.run().error_line()


@pytest.mark.parametrize("option", ["--timeout=0", "--backoff=x"])
def test_senseless_option_is_refused(fetcher: Fetcher, option: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        fetcher.run(option)


# Two at once, signals, and the disk


def test_second_fetch_into_the_same_folder_waits_for_its_turn(
    fetcher: Fetcher,
) -> None:
    fetcher.into.mkdir(parents=True)
    with (fetcher.into / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        outcome = fetcher.run()
        assert outcome.status == 1
        assert "in use by another fetch" in outcome.error_line()
        assert fetcher.web.calls == []
    assert fetcher.run().status == 0


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_killed_fetch_is_resumed(
    fetcher: Fetcher, number: signal.Signals
) -> None:
    fetcher.web.put(USERS, Reply(LARGE, pause_seconds=0.02), Reply(LARGE))
    process = fetcher.start()
    wait_until(
        lambda: fetcher.part().exists() and fetcher.part().stat().st_size > 0
    )
    second = fetcher.run()
    assert "in use by another fetch" in second.error_line()
    process.send_signal(number)
    _, error = process.communicate(timeout=10)
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert error.splitlines()[-1].startswith("fetch: stopped. Run the same")
    assert "Traceback" not in error
    kept = fetcher.part().stat().st_size
    assert 0 < kept < len(LARGE)
    assert fetcher.run().status == 0
    assert fetcher.users() == LARGE
    last = fetcher.web.gets(USERS)[-1]
    assert asked(last) == f"bytes={kept}-"
    assert last.sent == len(LARGE) - kept


def test_interrupt_while_waiting_for_a_retry(
    fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", interrupt)
    fetcher.web.put(USERS, Reply(status=500))
    outcome = fetcher.run()
    assert outcome.status == 130
    assert "stopped" in outcome.error_line()


def test_full_disk_is_one_line_and_resumed(fetcher: Fetcher) -> None:
    fetcher.web.put(USERS, Reply(LARGE))
    process = subprocess.run(
        [sys.executable, "-m", "traveltide.fetch", *fetcher.arguments()],
        capture_output=True,
        text=True,
        preexec_fn=lambda: limit_files_to(100_000),
        check=False,
    )
    outcome = Outcome(process.returncode, process.stdout, process.stderr)
    assert outcome.status == 1
    assert "File too large" in outcome.error_line()
    assert str(fetcher.into) in outcome.error_line()
    assert fetcher.part().stat().st_size == 100_000
    assert fetcher.run().status == 0
    assert fetcher.users() == LARGE
    assert asked(fetcher.web.gets(USERS)[-1]) == "bytes=100000-"


def limit_files_to(size: int) -> None:
    """Let no file of this process grow beyond a size."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_no_space_says_what_to_do(
    fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fetch, "receive", fail)
    line = fetcher.run().error_line()
    assert "No space left on device. Free some space" in line


def test_folder_that_is_a_file_is_one_line(fetcher: Fetcher) -> None:
    fetcher.into.parent.mkdir()
    fetcher.into.write_text("not a folder")
    line = fetcher.run().error_line()
    assert f"cannot use {fetcher.into}: File exists" in line


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_forbidden_folder_is_one_line(fetcher: Fetcher) -> None:
    fetcher.into.mkdir(parents=True)
    fetcher.into.chmod(0o500)
    assert "Permission denied" in fetcher.run().error_line()
