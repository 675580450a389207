"""Download the public raw files once into a cache, and check what arrived.

    python -m traveltide.fetch [--into data/public] [--from URL-PREFIX]

The addresses are the var `public_raw_files` of dbt_project.yml, the columns
those of the source. Each file goes through three stages:

1. `users.csv.part` takes the bytes, `users.csv.part.json` remembers which
   version of the file they belong to, so that a break can be resumed;
2. the whole part file is read and judged;
3. `manifest.json` takes its size and hash, then it gets its final name.

A file therefore has its final name only when it is complete, and a later run
knows by the manifest that nothing is left to do.
"""

from __future__ import annotations

import argparse
import csv
import errno
import fcntl
import hashlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, TextIO

import requests
import yaml
from requests import exceptions as web
from tqdm import tqdm
from urllib3 import Retry
from urllib3 import exceptions as wire

TABLES = ("users", "sessions", "flights", "hotels")
SOURCE_FILE = "models/traveltide/staging/_traveltide__sources.yml"
BLOCK_BYTES = 64 * 1024
# So much of a file gained between two breaks is progress, not another failure.
PROGRESS_BYTES = 1024 * 1024
LONGEST_WAIT_SECONDS = 60

BREAKS = (
    # before the body
    web.ConnectionError,
    web.Timeout,
    # within the body
    wire.DecodeError,
    wire.ProtocolError,
    wire.SSLError,
    wire.TimeoutError,
)
BUSY = (408, 429)
CHANGED = (412, 416)
WRAPPING = re.compile(r"^HTTPS?Connection\w*\([^)]*\): ")
CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")

AGAIN = "Run the same command again: what has arrived is kept and resumed"
CHECK_ADDRESS = (
    "Check the address: public_raw_files in dbt_project.yml, or --from"
)
CHECK_CERTIFICATE = (
    "Check the clock, the proxy and, behind one, REQUESTS_CA_BUNDLE"
)
CHECK_CONTENT = "It was removed; check the address, then run again"
STORAGE_ADVICE = {
    errno.ENOSPC: f"Free some space, or choose another folder. {AGAIN}",
    errno.EDQUOT: f"Free some space, or choose another folder. {AGAIN}",
    errno.EFBIG: f"Choose a folder that takes large files. {AGAIN}",
}


class FetchError(Exception):
    """A failure that a further attempt does not mend."""

    def __init__(self, problem: str, advice: str) -> None:
        """Keep what is wrong and what to do about it, as one line."""
        super().__init__(" ".join(f"{problem}. {advice}.".split()))
        self.problem, self.advice = problem, advice


class BrokenTransferError(Exception):
    """A failure that a further attempt may mend."""

    def __init__(
        self, problem: str, response: requests.Response | None = None
    ) -> None:
        """Keep the response too: it may say when to come back."""
        super().__init__(" ".join(problem.split()))
        self.response = response


@dataclass(frozen=True)
class Target:
    """A file to have: its name, its address, its columns."""

    name: str
    url: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Client:
    """How to ask, how long to be patient, and whom to tell."""

    session: requests.Session
    timeout: float
    retry: Retry
    report: Callable[[str], None]


@dataclass(frozen=True)
class Version:
    """What a server says about the file it sends."""

    url: str
    etag: str | None = None
    modified: str | None = None
    length: int | None = None

    @property
    def validator(self) -> str | None:
        """Return what proves that two transfers send the same bytes."""
        is_strong = self.etag and not self.etag.startswith("W/")
        return self.etag if is_strong else self.modified


def read_yaml(path: Path) -> Any:  # noqa: ANN401
    """Return the content of a YAML file of the project."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise FetchError(
            f"{path} does not exist",
            "Run from the root of the project, or name it with --project-dir",
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FetchError(f"{path} is no YAML: {error}", "Repair it") from error


def public_addresses(project: Path) -> dict[str, str]:
    """Return the address of each file, as the project defines them."""
    path = project / "dbt_project.yml"
    try:
        found = read_yaml(path)["vars"]["public_raw_files"]
        return {table: str(found[table]) for table in TABLES}
    except (KeyError, TypeError) as error:
        raise FetchError(
            f"{path} gives no address for {error}; expected"
            f" vars: public_raw_files with {', '.join(TABLES)}",
            "Add it, or name a mirror with --from",
        ) from error


def source_columns(project: Path) -> dict[str, tuple[str, ...]]:
    """Return the columns of each file, as the source lists them."""
    path = project / SOURCE_FILE
    try:
        tables = {
            table["name"]: tuple(column["name"] for column in table["columns"])
            for table in read_yaml(path)["sources"][0]["tables"]
        }
        return {table: tables[table] for table in TABLES}
    except (KeyError, IndexError, TypeError) as error:
        raise FetchError(
            f"{path} lists no columns for {error}; expected"
            f" the tables {', '.join(TABLES)}",
            "Restore the file",
        ) from error


def find_targets(project: Path, prefix: str | None) -> list[Target]:
    """Return the four files, at their public addresses or under a prefix."""
    columns = source_columns(project)
    if prefix is None:
        urls = public_addresses(project)
    else:
        base = prefix.rstrip("/")
        urls = {table: f"{base}/{table}.csv" for table in TABLES}
    return [
        Target(f"{table}.csv", urls[table], columns[table]) for table in TABLES
    ]


def size_of(path: Path) -> int:
    """Return the size of a file, zero where there is none."""
    return path.stat().st_size if path.exists() else 0


def sha256_of(path: Path) -> str:
    """Return the hash of a file of any size."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def flush_to_disk(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_json(path: Path) -> dict[str, Any]:
    """Return what was remembered, nothing where that cannot be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Remember something, as a whole or not at all."""
    new = path.with_name(f"{path.name}.new")
    new.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    flush_to_disk(new)
    new.replace(path)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let one fetch at a time work in a folder."""
    with (folder / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FetchError(
                f"{folder} is in use by another fetch",
                "Wait until that has ended, or choose another folder (--into)",
            ) from error
        yield


def sidecar(part: Path) -> Path:
    """Return where the version of a part file is remembered."""
    return part.with_name(f"{part.name}.json")


def discard(part: Path) -> None:
    """Remove a part file with its memory."""
    part.unlink(missing_ok=True)
    sidecar(part).unlink(missing_ok=True)


def resumable_version(part: Path, url: str) -> Version | None:
    """Return the version a part file was begun from, if it may be resumed."""
    memory, size = read_json(sidecar(part)), size_of(part)
    if memory.get("url") != url or size == 0:
        return None
    known = Version(
        url, memory.get("etag"), memory.get("modified"), memory.get("length")
    )
    if known.length is not None and size >= known.length:
        return known if size == known.length else None
    return known if known.validator else None


def is_encoded(response: requests.Response) -> bool:
    """Tell whether lengths and ranges count compressed bytes."""
    return response.headers.get("Content-Encoding", "identity") != "identity"


def version_of(response: requests.Response, url: str) -> Version:
    """Return what a response says about the whole file it begins."""
    headers = response.headers
    if is_encoded(response):
        # Its offsets are not ours: complete or not at all, never resumed.
        return Version(url)
    length = headers.get("Content-Length", "")
    return Version(
        url,
        headers.get("ETag"),
        headers.get("Last-Modified"),
        int(length) if length.isdigit() else None,
    )


def continued_version(
    response: requests.Response, known: Version | None, offset: int
) -> Version | None:
    """Return the version if a response goes on exactly where we stopped."""
    span = CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if response.status_code != 206 or not (known and span):
        return None
    total = known.length if span[2] == "*" else int(span[2])
    is_same = (
        int(span[1]) == offset
        and known.length in (None, total)
        and response.headers.get("ETag", known.etag) == known.etag
        and not is_encoded(response)
    )
    return replace(known, length=total) if is_same else None


def request_headers(known: Version | None, offset: int) -> dict[str, str]:
    """Ask for plain bytes and, where something is there, for the rest."""
    headers = {"Accept-Encoding": "identity"}
    if known and known.validator:
        headers |= {"Range": f"bytes={offset}-", "If-Range": known.validator}
    return headers


def judge_response(response: requests.Response) -> None:
    """Raise unless a response carries the bytes of a file."""
    status = response.status_code
    problem = f"the server answers {status} {response.reason}"
    if status in (*BUSY, *CHANGED) or 500 <= status <= 599:
        raise BrokenTransferError(problem, response)
    if status not in (200, 206):
        raise FetchError(f"{problem}, expected the file", CHECK_ADDRESS)
    if response.headers.get("Content-Type", "").startswith("text/html"):
        raise FetchError(
            "the server answers with an HTML page, expected a CSV file",
            f"{CHECK_ADDRESS}, or whether this network asks for a login",
        )


def reason_of(error: BaseException) -> str:
    """Return the innermost reason of a failed request, without its wrapping."""
    while error.args and isinstance(error.args[0], BaseException):
        error = error.args[0]
    reason = getattr(error, "reason", None)
    if isinstance(reason, BaseException):
        return reason_of(reason)
    first = error.args[0] if error.args else ""
    text = first if isinstance(first, str) else str(error)
    return WRAPPING.sub("", text).rstrip(".") or type(error).__name__


@contextmanager
def network_errors() -> Iterator[None]:
    """Sort the failures of a transfer into passing and lasting ones."""
    try:
        yield
    except (web.RequestException, wire.HTTPError) as error:
        reason = reason_of(error)
        if "CERTIFICATE_VERIFY_FAILED" in reason:
            raise FetchError(reason, CHECK_CERTIFICATE) from error
        if isinstance(error, BREAKS):
            raise BrokenTransferError(reason) from error
        raise FetchError(reason, CHECK_ADDRESS) from error


def receive(
    response: requests.Response, part: Path, offset: int, length: int | None
) -> None:
    """Append the body of a response to a part file, showing progress."""
    bar = tqdm(
        desc=part.stem,
        total=length,
        initial=offset,
        unit="B",
        unit_scale=True,
        # None: shown on a terminal only.
        disable=None,
    )
    with bar, part.open("ab") as file:
        # read1: a break loses nothing that has arrived, as larger reads would.
        while block := response.raw.read1(BLOCK_BYTES, decode_content=True):
            file.write(block)
            bar.update(len(block))


def begin(part: Path, version: Version) -> None:
    """Forget an earlier part file and remember the version of the new one."""
    discard(part)
    write_json(sidecar(part), asdict(version))


def fresh_version(response: requests.Response, url: str, part: Path) -> Version:
    """Make way for a file that is sent from its beginning."""
    version = version_of(response, url)
    begin(part, version)
    if response.status_code == 206:
        raise BrokenTransferError("the file has changed since it was begun")
    return version


def opening(url: str, offset: int, version: Version) -> str:
    """Say where a transfer begins and what it will bring."""
    size = f"{version.length:,} bytes" if version.length else "unknown size"
    if offset:
        return f"resuming at {offset:,} of {size} from {url}"
    return f"downloading {size} from {url}"


def judge_length(part: Path, version: Version) -> None:
    """Raise unless a part file is as long as announced."""
    size = size_of(part)
    if version.length in (None, size):
        return
    if size > version.length:
        discard(part)
    raise BrokenTransferError(
        f"{size:,} bytes arrived, expected {version.length:,}"
    )


def transfer(target: Target, part: Path, client: Client) -> Version:
    """Move the bytes still missing into a part file; return its version."""
    known, offset = resumable_version(part, target.url), size_of(part)
    if known and known.length == offset:
        return known
    response = client.session.get(
        target.url,
        headers=request_headers(known, offset),
        stream=True,
        timeout=client.timeout,
    )
    with response:
        if response.status_code in CHANGED:
            discard(part)
        judge_response(response)
        version = continued_version(response, known, offset)
        if version is None:
            version, offset = fresh_version(response, target.url, part), 0
        client.report(f"{target.name}: {opening(target.url, offset, version)}")
        receive(response, part, offset, version.length)
    judge_length(part, version)
    return version


def wait_for_retry(
    retry: Retry, broken: BrokenTransferError, target: Target, client: Client
) -> Retry:
    """Wait before the next attempt; raise when they are used up."""
    try:
        left = retry.increment("GET", target.url, error=broken)
    except wire.MaxRetryError as error:
        raise FetchError(
            f"{broken} (attempts: {len(retry.history) + 1})",
            f"Check the network, the proxy and the address. {AGAIN}",
        ) from error
    client.report(f"{target.name}: {broken}; trying again")
    try:
        left.sleep(broken.response.raw if broken.response is not None else None)
    except wire.InvalidHeader:  # a Retry-After that says nothing
        left.sleep()
    return left


def download(target: Target, part: Path, client: Client) -> Version:
    """Transfer a file, starting over the count of retries on progress."""
    retry, furthest = client.retry, size_of(part)
    while True:
        try:
            with network_errors():
                return transfer(target, part, client)
        except BrokenTransferError as broken:
            if size_of(part) >= furthest + PROGRESS_BYTES:
                retry, furthest = client.retry, size_of(part)
            retry = wait_for_retry(retry, broken, target, client)


def text_lines(file: TextIO) -> Iterator[str]:
    """Yield the lines of a text file; raise at a hole left by a crash."""
    for line in file:
        if "\0" in line:
            raise FetchError("it contains NUL bytes", CHECK_CONTENT)
        yield line


def csv_rows(file: TextIO) -> Iterator[list[str] | None]:
    """Yield the rows of a CSV, None for one that does not parse."""
    reader = csv.reader(text_lines(file), strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None
            continue
        if row:
            yield row


def judge_header(
    header: list[str] | None, columns: tuple[str, ...]
) -> list[str]:
    """Return a header that has every expected column; raise otherwise."""
    found = header or []
    if found and found[0].lstrip().startswith("<"):
        raise FetchError("it is an HTML or XML page, no CSV", CHECK_CONTENT)
    missing = [column for column in columns if column not in found]
    if missing:
        raise FetchError(
            f"its header lacks {', '.join(missing)}; expected"
            f" {', '.join(columns)}; found {', '.join(found)[:200] or 'none'}",
            CHECK_CONTENT,
        )
    return found


def count_rows(path: Path, columns: tuple[str, ...]) -> int:
    """Count the rows of a complete CSV; raise where it is none.

    A row in the middle that does not parse counts as one: staging rejects it
    with its reason, and one of them is no sign of a broken transfer.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv_rows(file)
        header = judge_header(next(rows, None), columns)
        count, last = 0, header
        for count, last in enumerate(rows, start=1):  # noqa: B007
            pass
    if count == 0:
        raise FetchError("it has a header but no rows", CHECK_CONTENT)
    if last is None or len(last) != len(header):
        raise FetchError(
            f"it ends in the middle of row {count:,};"
            f" expected {len(header)} fields",
            CHECK_CONTENT,
        )
    return count


def judged_rows(part: Path, target: Target) -> int:
    """Count the rows of what arrived; remove it if it is no good."""
    try:
        return count_rows(part, target.columns)
    except UnicodeDecodeError as error:
        discard(part)
        problem = f"it is not UTF-8 ({error.reason})"
        raise FetchError(problem, CHECK_CONTENT) from error
    except FetchError:
        discard(part)
        raise


def manifest_entry(part: Path, version: Version, rows: int) -> dict[str, Any]:
    """Describe a good file, so that a later run can recognise it."""
    return {
        "url": version.url,
        "bytes": size_of(part),
        "sha256": sha256_of(part),
        "etag": version.etag,
        "rows": rows,
        "fetched_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }


def publish(part: Path, final: Path) -> None:
    """Give a good file its final name, in one step."""
    flush_to_disk(part)
    part.replace(final)
    sidecar(part).unlink(missing_ok=True)
    flush_to_disk(final.parent)


def is_intact(path: Path, url: str, entry: dict[str, Any]) -> bool:
    """Tell whether a file is still what was fetched from an address."""
    return (
        entry.get("url") == url
        and entry.get("bytes") == size_of(path)
        and entry.get("sha256") == sha256_of(path)
    )


def doubt(url: str, entry: dict[str, Any]) -> str:
    """Say why a file that is there is fetched again."""
    if not entry:
        return "of unknown origin; fetching it"
    if entry.get("url") != url:
        return "came from another address; fetching it again"
    return "changed or damaged since it was fetched; fetching it again"


def summary(entry: dict[str, Any]) -> str:
    """Say how much a file holds."""
    return f"{entry['rows']:,} rows, {entry['bytes']:,} bytes"


def fetch_file(target: Target, folder: Path, client: Client) -> None:
    """Make sure of one file: keep a complete one, otherwise fetch it."""
    final, manifest = folder / target.name, folder / "manifest.json"
    entries = read_json(manifest)
    entry = entries.get(target.name, {})
    if is_intact(final, target.url, entry):
        client.report(f"{target.name}: already complete, {summary(entry)}")
        return
    if final.exists():
        client.report(f"{target.name}: {doubt(target.url, entry)}")
    part = folder / f"{target.name}.part"
    version = download(target, part, client)
    entry = manifest_entry(part, version, judged_rows(part, target))
    # Before the name: after a crash in between, the part file is still there.
    write_json(manifest, entries | {target.name: entry})
    publish(part, final)
    client.report(f"{target.name}: complete, {summary(entry)}")


def fetch_all(targets: Sequence[Target], folder: Path, client: Client) -> None:
    """Make sure of all files, one after the other."""
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        for target in targets:
            try:
                fetch_file(target, folder, client)
            except FetchError as error:
                problem = f"{target.name} from {target.url}: {error.problem}"
                raise FetchError(problem, error.advice) from error


def storage_problem(error: OSError, folder: Path) -> str:
    """Say what is wrong with the disk, and what to do."""
    advice = STORAGE_ADVICE.get(
        error.errno, "Check the permissions, or choose another folder (--into)"
    )
    where = error.filename or folder
    return f"cannot use {where}: {error.strerror or error}. {advice}."


def number(text: str) -> float:
    """Return a number above zero."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise ValueError
    return value


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m traveltide.fetch",
        description="Download the four public raw files once, and check them.",
    )
    add = parser.add_argument
    add("--into", type=Path, default=Path("data/public"), metavar="FOLDER")
    add("--from", dest="prefix", metavar="URL", help="a mirror's URL prefix")
    add("--project-dir", type=Path, default=Path(), metavar="FOLDER")
    add("--retries", type=int, default=5, help="after a break (%(default)s)")
    add("--backoff", type=number, default=1.0, help="seconds, doubling")
    add("--timeout", type=number, default=30.0, help="seconds of silence")
    return parser.parse_args(argv)


def make_client(
    arguments: argparse.Namespace, report: Callable[[str], None]
) -> Client:
    """Return a client as patient as the command line says."""
    retry = Retry(
        total=arguments.retries,
        backoff_factor=arguments.backoff,
        backoff_max=LONGEST_WAIT_SECONDS,
        retry_after_max=LONGEST_WAIT_SECONDS,
    )
    return Client(requests.Session(), arguments.timeout, retry, report)


def main(argv: Sequence[str] | None = None) -> int:
    """Fetch, say what happens, and return the exit status."""
    arguments = parse_arguments(argv)
    client = make_client(arguments, lambda line: print(line, flush=True))
    try:
        targets = find_targets(arguments.project_dir, arguments.prefix)
        fetch_all(targets, arguments.into, client)
    except FetchError as error:
        problem, status = str(error), 1
    except OSError as error:
        problem, status = storage_problem(error, arguments.into), 1
    except KeyboardInterrupt:
        problem, status = f"stopped. {AGAIN}.", 130
    else:
        return 0
    print(f"fetch: {problem}", file=sys.stderr)
    return status


if __name__ == "__main__":
    raise SystemExit(main())
