"""What the tests of the dashboard share: a browser, and what it looks at."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Visit, chromium_path, launch
from dbt_project import Outcome, Warehouse
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium found: apt-get install chromium")
    with sync_playwright() as playwright:
        started = launch(playwright, path)
        yield started
        started.close()


@pytest.fixture(scope="module")
def published(built: Outcome) -> Path:
    return built.warehouse.path.parent / "published"


@pytest.fixture(scope="module")
def marts(published: Path) -> Warehouse:
    return Warehouse(published / "traveltide.duckdb")


@pytest.fixture
def visit(browser: Browser, published: Path) -> Iterator[Visit]:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, color_scheme="light"
    )
    made = Visit(context, published / "dashboard" / "index.html")
    yield made
    context.close()
    assert made.errors == []
    assert made.requests == []
