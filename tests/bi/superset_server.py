"""A real Superset on 127.0.0.1, asked as its own pages ask it: over REST.

It starts from nothing, with a fresh metadata database and a password that
nobody knows, and is gone when its context ends:

    with Superset(folder) as superset:
        superset.post("database/", database_name=..., sqlalchemy_uri=...)
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import requests
from dbt_project import ROOT

PROGRAM = ROOT / ".venv-bi" / "bin" / "superset"
# None of the waits is needed on an idle machine; all of them end.
SETUP_SECONDS = 300
START_SECONDS = 120
# An answer may have to wait for a whole build.
ANSWER_SECONDS = 600
STOP_SECONDS = 20


class Refused(Exception):  # noqa: N818
    """What Superset answers instead of doing what it was asked."""


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Superset:
    """A server of its own for one module of tests, and its administrator."""

    def __init__(self, home: Path) -> None:
        """Prepare a server that keeps everything it writes in a folder."""
        self.home = home
        self.log = home / "superset.log"
        self.port = free_port()
        self.password = secrets.token_urlsafe()
        self.session = requests.Session()
        # No proxy and no .netrc between two ends of the loopback interface.
        self.session.trust_env = False
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SUPERSET_", "FLASK_"))
        } | {
            "FLASK_APP": "superset",
            # Its default metadata database is a SQLite file in there.
            "SUPERSET_HOME": str(home),
            "SUPERSET_SECRET_KEY": secrets.token_urlsafe(42),
        }

    def __enter__(self) -> Superset:
        """Set up, start and log in."""
        assert PROGRAM.exists(), f"No {PROGRAM}: make test-bi installs it"
        self.command("db", "upgrade")
        person = ("--firstname", "A", "--lastname", "B")
        account = ("--username", "admin", "--email", "admin@localhost")
        secret = ("--password", self.password)
        self.command("fab", "create-admin", *person, *account, *secret)
        self.command("init")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    PROGRAM,
                    "run",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    f"{self.port}",
                ],
                cwd=self.home,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        try:
            self.wait_until_it_answers()
            self.log_in()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self.stop()

    def command(self, *words: str) -> None:
        """Run a command of Superset and wait for its end."""
        with self.log.open("ab") as log:
            done = subprocess.run(
                [PROGRAM, *words],
                cwd=self.home,
                env=self.environment,
                stdout=log,
                stderr=log,
                timeout=SETUP_SECONDS,
                check=False,
            )
        assert done.returncode == 0, self.log_end()

    def stop(self) -> None:
        """End this one process, if need be by force."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop the server for a while, with all it has open."""
        os.kill(self.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.process.pid, signal.SIGCONT)

    def log_end(self) -> str:
        """Return the last lines that Superset wrote."""
        return "\n".join(self.log.read_text().splitlines()[-30:])

    def wait_until_it_answers(self) -> None:
        """Return once the server is healthy."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            assert self.process.poll() is None, self.log_end()
            assert time.monotonic() < deadline, self.log_end()
            try:
                url = f"http://127.0.0.1:{self.port}/health"
                self.session.get(url, timeout=START_SECONDS).raise_for_status()
            except requests.RequestException:
                time.sleep(0.2)
            else:
                return

    def log_in(self) -> None:
        """Get the two tokens that every further question carries."""
        account = {"username": "admin", "password": self.password}
        answer = self.post("security/login", provider="db", **account)
        token = f"Bearer {answer['access_token']}"
        self.session.headers["Authorization"] = token
        token = self.get("security/csrf_token/")["result"]
        self.session.headers["X-CSRFToken"] = token

    def get(self, path: str, **parameters: str) -> dict[str, Any]:
        """Return what lies under a path of the interface."""
        return self.ask("GET", path, params=parameters)

    def post(self, path: str, **body: object) -> dict[str, Any]:
        """Send a body to a path of the interface; return the answer."""
        return self.ask("POST", path, json=body)

    def ask(self, method: str, path: str, **rest: object) -> dict[str, Any]:
        """Return the answer to a request, or raise what it says instead."""
        answer = self.session.request(
            method,
            f"http://127.0.0.1:{self.port}/api/v1/{path}",
            timeout=ANSWER_SECONDS,
            **rest,
        )
        if not answer.ok:
            raise Refused(f"{answer.status_code} {answer.text}")
        return answer.json()
