"""A real Postgres server on 127.0.0.1, for as long as a test needs one.

It comes from the system (Debian's postgresql), works in a folder of its own,
and ends with its context; `timeout` ends it should the tests be killed.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

ROLE = "reader"
OWNER = "owner"
BOUND_SECONDS = 900


def find_programs() -> Path | None:
    """Return the folder of initdb and postgres, of the newest version."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: float(path.parts[-3]),
    )
    if known := shutil.which("initdb"):
        return Path(known).resolve().parent
    return found[-1].parent if found else None


class Postgres:
    """A running server: an owner who writes, and a reader with a password."""

    def __init__(self, programs: Path, password: str) -> None:
        """Prepare a server whose reader has this password."""
        self.programs = programs
        self.password = password
        # Not pytest's folder, which no other user may enter.
        self.folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        # Postgres refuses to run as root.
        is_root = os.geteuid() == 0
        self.process: subprocess.Popen[bytes] | None = None
        self.user = pwd.getpwnam("postgres").pw_name if is_root else None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def __enter__(self) -> Postgres:
        """Start, or leave nothing."""
        try:
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def start(self) -> None:
        """Start, and wait until it answers."""
        if self.user:
            shutil.chown(self.folder, self.user)
        data = str(self.folder / "data")
        self.call(
            *("initdb", "--pgdata", data, "--username", OWNER, "--no-sync"),
            *("--auth", "trust", "--encoding", "UTF8"),
        )
        # The owner comes without a password, everybody else with one.
        rules = f"host all {OWNER} 127.0.0.1/32 trust\n"
        rules += "host all all 127.0.0.1/32 scram-sha-256\n"
        (self.folder / "data/pg_hba.conf").write_text(rules, encoding="utf-8")
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "fsync": "off",
            "log_statement": "all",
        }
        words = [f"--{name}={value}" for name, value in options.items()]
        program = str(self.programs / "postgres")
        with (self.folder / "log").open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                ["timeout", str(BOUND_SECONDS), program, "-D", data, *words],
                cwd=self.folder,
                user=self.user,
                stdout=log,
                stderr=log,
            )
        ready = ("pg_isready", "--host", "127.0.0.1", "--port", str(self.port))
        for _ in range(200):
            if self.call(*ready, is_checked=False) == 0:
                break
            time.sleep(0.05)
        self.execute(f"create role {ROLE} login password '{self.password}'")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop at once, and leave nothing."""
        if self.process:
            self.stop()
        shutil.rmtree(self.folder)

    def stop(self) -> None:
        """End the server without waiting for who is connected."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=20)

    def call(self, program: str, *words: str, is_checked: bool = True) -> int:
        """Run one of the programs of Postgres; return its exit status."""
        answer = subprocess.run(
            [self.programs / program, *words],
            cwd=self.folder,
            user=self.user,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert not is_checked or answer.returncode == 0, answer.stderr
        return answer.returncode

    def execute(self, *statements: str) -> None:
        """Run SQL as the owner."""
        words = ["--host", "127.0.0.1", "--port", str(self.port)]
        words += ["--username", OWNER, "--dbname", "postgres", "--quiet"]
        for statement in statements:
            self.call("psql", *words, "-v", "ON_ERROR_STOP=1", "-c", statement)

    def statements(self) -> list[str]:
        """Return what was asked of the server so far, in order."""
        text = (self.folder / "log").read_text(encoding="utf-8")
        return re.findall(r"LOG:  (?:statement|execute \S+):\s*(.*)", text)

    def address(self, user: str = ROLE, database: str = "postgres") -> str:
        """Return where builds read, without a password."""
        return f"postgres://{user}@127.0.0.1:{self.port}/{database}"
