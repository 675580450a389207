"""A real Chromium on the dashboard, watched for errors and requests."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

# None of these changes a page; they keep a browser from calling home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000


def chromium_path() -> str | None:
    """Return where the machine's Chromium is, None without one."""
    named = os.environ.get("TRAVELTIDE_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("google-chrome")


def launch(playwright: Playwright, path: str) -> Browser:
    """Start the machine's own Chromium."""
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


@dataclass
class Visit:
    """A page of the dashboard, and everything it should not have done."""

    context: BrowserContext
    file: Path
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen before anything is loaded."""
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on(
            "console",
            lambda message: (
                self.errors.append(message.text)
                if message.type == "error"
                else None
            ),
        )
        self.page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(("file:", "data:", "blob:"))
                else self.requests.append(request.url)
            ),
        )

    def open(self, key: str, rest: str = "") -> Page:
        """Go to a page of the dashboard and wait until it is drawn."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.file.as_uri()}#/{key}{rest}")
        self.wait_for(key)
        return self.page

    def wait_for(self, key: str) -> None:
        """Wait until every panel of a page is drawn."""
        self.page.wait_for_function(
            "key => document.body.dataset.ready === key", arg=key
        )

    def milliseconds(self, action: str, condition: str) -> float:
        """Return how long the page itself takes from an action to its end."""
        return self.page.evaluate(
            f"""() => new Promise((resolve) => {{
                const begun = performance.now();
                const look = () => (({condition})
                    ? resolve(performance.now() - begun)
                    : setTimeout(look, 1));
                {action};
                look();
            }})"""
        )
