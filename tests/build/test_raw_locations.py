"""Raw files behind addresses, from a server on loopback that can misbehave."""

import gzip
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from dbt_project import FILES, NO_TESTS, TO_FEATURES, Outcome, Project
from extensions import home_with
from loopback import Loopback, Reply
from small_raw import write_small


@pytest.fixture(scope="module")
def online(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Project:
    """Return the project with a home in which DuckDB can read addresses."""
    home = home_with("httpfs", tmp_path_factory.mktemp("home"))
    return replace(project, environment={"HOME": str(home)})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def local(
    online: Project, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Outcome:
    """Build from the folder; what comes over the network must be equal."""
    outcome = online.build(
        folder, *TO_FEATURES, *NO_TESTS, within=tmp_path_factory.mktemp("local")
    )
    assert outcome.succeeded, outcome.errors
    return outcome


@pytest.fixture
def web(folder: Path) -> Iterator[Loopback]:
    """Serve the files, well-behaved until a test says otherwise."""
    with Loopback() as server:
        for name in FILES:
            body = (folder / f"{name}.csv").read_bytes()
            server.put(f"/{name}.csv", Reply(body))
            server.put(f"/zipped/{name}.csv.gz", Reply(gzip.compress(body)))
        yield server


def contents(outcome: Outcome) -> dict[str, list[str]]:
    return outcome.warehouse.contents("staging", "intermediate", "marts")


def addresses(web: Loopback) -> dict[str, str]:
    return {name: web.url(f"/{name}.csv") for name in FILES}


@pytest.mark.parametrize("ending", ["", "/"])
def test_address_builds_what_the_folder_does(
    ending: str, online: Project, local: Outcome, web: Loopback, tmp_path: Path
) -> None:
    outcome = online.build(
        web.url(ending), *TO_FEATURES, *NO_TESTS, within=tmp_path
    )
    assert outcome.succeeded, outcome.errors
    assert contents(outcome) == contents(local)


def test_address_of_compressed_files(
    online: Project, local: Outcome, web: Loopback, tmp_path: Path
) -> None:
    outcome = online.build(
        web.url("/zipped"),
        *TO_FEATURES,
        *NO_TESTS,
        within=tmp_path,
        raw_format="csv.gz",
    )
    assert outcome.succeeded, outcome.errors
    assert contents(outcome) == contents(local)


def test_server_that_refuses_ranges(
    online: Project, local: Outcome, web: Loopback, folder: Path, tmp_path: Path
) -> None:
    for name in FILES:
        body = (folder / f"{name}.csv").read_bytes()
        web.put(f"/{name}.csv", Reply(body, has_ranges=False))
    outcome = online.build(web.url(), *TO_FEATURES, *NO_TESTS, within=tmp_path)
    assert outcome.succeeded, outcome.errors
    assert contents(outcome) == contents(local)


def test_public_is_read_from_its_addresses_or_else_from_the_cache(
    online: Project, local: Outcome, web: Loopback, folder: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    options = {
        "public_raw_files": addresses(web),
        "public_cache_path": str(cache),
    }
    fetched = online.build(
        "public", *TO_FEATURES, *NO_TESTS, within=tmp_path, **options
    )
    assert fetched.succeeded, fetched.errors
    assert contents(fetched) == contents(local)
    assert {call.path for call in web.calls} == {
        f"/{name}.csv" for name in FILES
    }

    shutil.copytree(folder, cache)
    web.calls.clear()
    cached = online.build(
        "public", *TO_FEATURES, *NO_TESTS, within=tmp_path, **options
    )
    assert cached.succeeded, cached.errors
    assert contents(cached) == contents(local)
    assert web.calls == []


TROUBLES = {
    "not found": (
        Reply(status=404),
        "raw file unreadable: {url} is not there (HTTP 404); expected CSV;"
        " correct raw_location, or raw_format",
    ),
    "forbidden": (
        Reply(status=403),
        "raw file unreadable: {url} cannot be read: permission denied by"
        " the server; expected CSV;"
        " set raw_location to an address that needs no login",
    ),
    "server error": (
        Reply(status=500),
        "raw file unreadable: {url} cannot be served now (a server error);"
        " expected CSV; build again later",
    ),
    "truncated": (
        None,
        "raw file unreadable: {url} broke off while it was read;"
        " expected CSV; build again, or download the files",
    ),
    "a web page": (
        Reply(b"<!doctype html>\n<p>Please log in</p>\n"),
        "doctype",
    ),
}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("name", ["users", "hotels"])
def test_broken_download_is_one_error_and_replaces_nothing(
    name: str,
    trouble: str,
    online: Project,
    local: Outcome,
    web: Loopback,
    folder: Path,
) -> None:
    reply, fragment = TROUBLES[trouble]
    body = (folder / f"{name}.csv").read_bytes()
    web.put(f"/{name}.csv", reply or Reply(body, has_ranges=False, cut_at=500))
    before = local.warehouse.contents("marts")
    outcome = online.build(
        web.url(), *TO_FEATURES, *NO_TESTS, within=local.warehouse.path.parent
    )
    assert not outcome.succeeded
    url = web.url(f"/{name}.csv")
    assert url in outcome.errors
    assert fragment.format(url=url) in outcome.errors, outcome.errors
    assert outcome.errors.count("Error") <= 3, outcome.errors
    assert "Traceback" not in outcome.output
    assert not outcome.results
    assert local.warehouse.contents("marts") == before


def test_host_out_of_reach_is_named(
    online: Project, web: Loopback, tmp_path: Path
) -> None:
    """The port of a server that has gone answers nobody."""
    address = web.url()
    web.__exit__(None, None, None)
    outcome = online.build(address, *TO_FEATURES, *NO_TESTS, within=tmp_path)
    assert (
        f"raw file unreadable: {address}/users.csv cannot be reached; expected"
        " CSV; correct the host in raw_location, or the network"
    ) in outcome.errors, outcome.errors


def test_missing_extension_is_named(
    project: Project, web: Loopback, tmp_path: Path
) -> None:
    """Without the extension and a way to it, the error says what to do."""
    home = {"HOME": str(tmp_path), "http_proxy": "http://127.0.0.1:1"}
    offline = replace(project, environment=home)
    outcome = offline.build(web.url(), *TO_FEATURES, *NO_TESTS, within=tmp_path)
    assert (
        f"raw file unreadable: {web.url('/users.csv')} needs the httpfs"
        " extension of DuckDB, which is not installed and cannot be downloaded;"
        " expected CSV; install it"
    ) in outcome.errors, outcome.errors
