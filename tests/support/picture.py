"""Draws the picture of the README: the first page of the released dashboard.

python -m picture docs/images/dashboard.png
"""

import sys
from pathlib import Path

from browser import Visit, chromium_path, launch
from playwright.sync_api import sync_playwright
from traveltide.release.publishing import published_folder

SIZE = {"width": 1280, "height": 860}
NO_BROWSER = "no Chromium found: name one in TRAVELTIDE_CHROMIUM"


def draw(target: Path) -> None:
    """Write what somebody sees who opens the dashboard."""
    path = chromium_path()
    if not path:
        raise SystemExit(NO_BROWSER)
    page = published_folder() / "dashboard/index.html"
    with sync_playwright() as playwright:
        browser = launch(playwright, path)
        context = browser.new_context(viewport=SIZE, color_scheme="light")
        Visit(context, page).open("overview").screenshot(path=target)
        browser.close()


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
