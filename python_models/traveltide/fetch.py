"""Download the public raw files once, going on where a break left off."""

import argparse
import fcntl
import glob
import os
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import duckdb
import requests
import yaml
from requests import exceptions as web
from tqdm import tqdm

WAIT_SECONDS = (1, 2, 4, 8, 16)
BREAKS = (web.ConnectionError, web.Timeout, web.ChunkedEncodingError)
CHECK_ADDRESS = "Check the network, public_raw_files in dbt_project.yml, --from"
CHECK_FOLDER = "Check space and permissions, or choose a folder with --into"
# As staging reads it: a line that does not parse is set aside, not fatal.
READ = """select count(*) from read_csv($1, columns = $2, header = true,
    auto_detect = false, hive_partitioning = false, delim = ',', quote = '"',
    escape = '"', store_rejects = true, rejects_limit = 0)"""
LAST = "select max(line_byte_position + strlen(csv_line)) from reject_errors"


def find_targets(prefix: str | None) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the name, address and columns of each file of the project."""
    project = yaml.safe_load(Path("dbt_project.yml").read_text())
    (path,) = Path("models").rglob("_traveltide__sources.yml")
    addresses = project["vars"]["public_raw_files"]
    for table in yaml.safe_load(path.read_text())["sources"][0]["tables"]:
        # What has no public address, a build does without.
        if table["name"] in addresses:
            name = f"{table['name']}.csv"
            public = addresses[table["name"]]
            url = f"{prefix.rstrip('/')}/{name}" if prefix else public
            yield name, url, [column["name"] for column in table["columns"]]


def ask(method: str, url: str, **headers: str) -> requests.Response:
    """Return the answer to a request if it is about a file of known length."""
    headers |= {"Accept-Encoding": "identity"}
    options = {"headers": headers, "stream": True, "timeout": 30}
    answer = requests.request(method, url, **options)  # noqa: S113
    if answer.status_code == 429 or answer.status_code >= 500:
        raise web.ConnectionError(f"{answer.status_code} {answer.reason}")
    answer.raise_for_status()
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("text/html") or "Content-Length" not in answer.headers:
        raise ValueError(f"expected a CSV and its length, found {kind}")
    return answer


def receive(url: str, part: Path, length: int, modified: str | None) -> None:
    """Append the missing bytes to a part file, or begin it again."""
    start = part.stat().st_size if modified else 0
    rest = {"Range": f"bytes={start}-", "If-Range": modified} if start else {}
    with ask("GET", url, **rest) as response:
        start *= response.status_code == 206
        span = response.headers.get("Content-Range", "bytes 0-")
        if not span.startswith(f"bytes {start}-"):
            raise ValueError(f"expected bytes from {start}, found {span}")
        name = Path(part.stem).stem
        print(f"{name}: from byte {start:,} of {length:,}", flush=True)
        shown = {"desc": name, "total": length, "initial": start}
        shown |= {"unit": "B", "unit_scale": True, "disable": None}
        with part.open("ab" if start else "wb") as file, tqdm(**shown) as bar:
            for block in response.iter_content(64 * 1024):
                bar.update(file.write(block))


def count_rows(part: Path, columns: list[str]) -> int:
    """Count the rows of a complete CSV; raise where it is none."""
    with part.open(encoding="utf-8-sig", errors="replace") as file:
        line = file.readline(10_000).strip()
    header = line.replace('"', "").split(",")
    if missing := ", ".join(name for name in columns if name not in header):
        raise ValueError(f"its header lacks {missing}; found {line[:99]!r}")
    with duckdb.connect() as engine:
        values = [glob.escape(str(part)), dict.fromkeys(header, "varchar")]
        [(rows,)] = engine.execute(READ, values).fetchall()
        [(end,)] = engine.execute(LAST).fetchall()
    if rows == 0 or (end or 0) >= part.stat().st_size - 4:  # less line ends
        raise ValueError(f"it ends too early: only {rows:,} rows are whole")
    return rows


def fetch(url: str, final: Path, columns: list[str]) -> None:
    """Make sure of one file: keep it if complete, else get what is missing."""
    about = ask("HEAD", url).headers
    length, modified = int(about["Content-Length"]), about.get("Last-Modified")
    date = int(parsedate_to_datetime(modified).timestamp()) if modified else 0
    if final.exists() and final.stat()[6:9:2] == (length, date):
        print(f"{final.name}: already complete, {length:,} bytes")
        return
    # Named after its version: bytes of two never come together.
    part = final.with_name(f"{final.name}.{date}-{length}.part")
    for old in {*final.parent.glob(f"{final.name}.*.part")} - {part}:
        old.unlink()
    part.touch()
    if part.stat().st_size != length:
        receive(url, part, length, modified)
    try:
        if (size := part.stat().st_size) != length:
            raise ValueError(f"{size:,} bytes came, expected {length:,}")
        rows = count_rows(part, columns)
    except (ValueError, duckdb.InvalidInputException):
        part.unlink()
        raise
    os.utime(part, (date, date))
    os.sync()  # bytes first, or a power cut leaves a name without them
    part.replace(final)
    print(f"{final.name}: complete, {rows:,} rows, {length:,} bytes")


def fetch_patiently(url: str, final: Path, columns: list[str]) -> None:
    """Fetch one file; try again after a failure that may pass."""
    for wait in WAIT_SECONDS:
        try:
            return fetch(url, final, columns)
        except BREAKS as error:
            print(f"{final.name}: {error}; trying again", flush=True)
            time.sleep(wait)
    return fetch(url, final, columns)


def main(argv: list[str] | None = None) -> None:
    """Fetch all files, or exit with one line that says what is wrong."""
    parser = argparse.ArgumentParser("python -m traveltide.fetch")
    parser.add_argument("--into", type=Path, default=Path("data/public"))
    parser.add_argument("--from", dest="prefix", help="a mirror's URL prefix")
    asked, what = parser.parse_args(argv), "addresses and columns"
    try:
        asked.into.mkdir(parents=True, exist_ok=True)
        with (asked.into / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # a second run waits its turn
            for name, url, columns in find_targets(asked.prefix):
                what = f"{name} from {url}"
                fetch_patiently(url, asked.into / name, columns)
    except (KeyboardInterrupt, RuntimeError):  # DuckDB raises the latter
        raise SystemExit("fetch: stopped; run again to go on") from None
    except Exception as error:
        is_web = not isinstance(error, OSError) or hasattr(error, "request")
        said = " ".join(f"{what}: {type(error).__name__}: {error}".split())
        advice = CHECK_ADDRESS if is_web else CHECK_FOLDER
        raise SystemExit(f"fetch: {said}. {advice}, then run again") from error


if __name__ == "__main__":
    main()
