"""What tests of builds share: a browser on the dashboard, and a shop."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Visit, chromium_path, launch
from dbt_project import Outcome, Project, Warehouse
from playwright.sync_api import Browser, sync_playwright
from shared import Shared
from shop import SHOP

CUSTOMERS = 1500


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


@pytest.fixture(scope="session")
def shop_sample(shop_project: Project, shared: Shared) -> Path:
    """Generate the files of a shop."""

    def generate(folder: Path) -> Path:
        arguments = f"{{users: {CUSTOMERS}, path: '{folder}'}}"
        words = ("run-operation", "generate_shop_data", "--args", arguments)
        outcome = shop_project.run(*words, **SHOP)
        assert outcome.succeeded, outcome.output
        return folder

    return shared.made("shop_files", generate)


@pytest.fixture(scope="session")
def shop_built(
    shop_project: Project, shop_sample: Path, shared: Shared
) -> Outcome:
    """Build them once, as the generated shop that they are."""

    def build(folder: Path) -> Outcome:
        outcome = shop_project.build(
            shop_sample, within=folder, shop="sample", **SHOP
        )
        assert outcome.succeeded, outcome.errors
        return outcome

    return shared.made("shop_built", build)
