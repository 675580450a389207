"""The same perks on Spark: measured and scored there, learned on DuckDB.

Five steps, each of which can be called by itself once those before it are done:
prepare (DuckDB lends its seeds), measure (Spark), learn (DuckDB, from what
Spark has drawn and added up), score (Spark) and release (DuckDB builds all the
rest). What one step gives to the next are Parquet files in one folder.
"""

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from traveltide.engines_compared import compare_tables
from traveltide.forgetting import SALT

ENGINES = ("spark", "sail")
STEPS = ("prepare", "measure", "learn", "score", "release")
# Left where a step has ended: not every table has a row, and a file.
COMPLETE = "complete"
NO_TESTS = ("--exclude-resource-type", "test", "unit_test")
# A materialization of the project's own keeps constraints, unknown to dbt.
QUIET = (
    "--warn-error-options",
    "{error: [Deprecations], silence: [UnsupportedConstraintMaterialization]}",
)
DOMAIN = "traveltide"
OLDEST_JAVA = 17
SERVER_SECONDS = 30


class SparkError(Exception):
    """What is wrong and what to do, in one line."""


@dataclass(frozen=True)
class Engines:
    """Where DuckDB and Spark, or Sail, find each other's tables."""

    engine: str
    tables: Path
    variables: Mapping[str, object] = field(default_factory=dict)
    options: Sequence[str] = ()
    minutes: float = 24 * 60
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """Return the folder of the engine's own Python."""
        return Path(f".venv-{self.engine}").absolute()

    def call(self, command: str, *words: str, target: str) -> None:
        """Call dbt; its own words say what went wrong."""
        environment = {
            **os.environ,
            "TRAVELTIDE_TABLES": str(self.tables),
            **self.environment,
        }
        # What a variable of such a name holds, dbt keeps out of its logs.
        environment["DBT_ENV_SECRET_FORGETTING_SALT"] = environment.get(
            SALT, ""
        )
        if target != "dev":
            # The project's helpers need DuckDB, which is not installed there.
            environment.pop("PYTHONPATH", None)
            own = environment.get("DBT_TARGET_PATH", "target")
            environment["DBT_TARGET_PATH"] = f"{own}/{target}"
            environment["PYTHONWARNINGS"] = "ignore"
        variables = yaml.safe_dump(
            {
                **self.variables,
                "from_spark": target == "dev",
            }
        )
        options = ["--target", target, "--vars", variables, *self.options]
        line = [command, *words, *options]
        try:
            done = subprocess.run(
                line, env=environment, timeout=60 * self.minutes
            )
        except subprocess.TimeoutExpired as error:
            raise SparkError(
                f"dbt {words[0]} took more than {self.minutes:g} minutes and"
                " was stopped: call the step again with a longer --minutes"
            ) from error
        if done.returncode:
            raise SparkError(
                f"dbt {words[0]} on {target} failed, see above: mend it and"
                " call the step again"
            )

    def on_duckdb(self, *words: str) -> None:
        """Call dbt where DuckDB is."""
        command = Path(sys.executable).with_name("dbt")
        self.call(str(command), *words, *QUIET, target="dev")

    def on_engine(self, *words: str) -> None:
        """Call dbt where Spark, or Sail, is."""
        command = str(self.home / "bin/dbt")
        self.call(command, *words, target=self.engine)

    def forget(self, *folders: str) -> None:
        """Remove what rests on what a step builds: Sail writes over no file."""
        for folder in folders:
            shutil.rmtree(self.tables / folder, ignore_errors=True)

    def prepare(self) -> None:
        """Build what is read and not measured, and lend it."""
        words = ("--select", "+tag:measure", "--exclude", "tag:measure")
        self.on_duckdb("build", *words, *NO_TESTS)

    def measure(self) -> None:
        """Read the raw files and count what each user did."""
        self.forget("measured", "scored")
        self.on_engine("run", "--select", "tag:measure")
        (self.tables / "measured" / COMPLETE).touch()

    def learn(self) -> None:
        """Train a model, or take the one in force, and lend it."""
        self.forget("scored")
        words = ("--select", "+tag:score", "--exclude", "tag:score")
        self.on_duckdb("build", *words, *NO_TESTS)

    def score(self) -> None:
        """Give each user a perk."""
        self.forget("scored")
        self.on_engine("run", "--select", "tag:score")
        (self.tables / "scored" / COMPLETE).touch()

    def release(self) -> None:
        """Check what came out, and release it."""
        self.on_duckdb("build")

    def run(self, *steps: str) -> None:
        """Run some steps, beside a server where the engine needs one."""
        self.check()
        with self.served() as address:
            self.environment["TRAVELTIDE_SAIL"] = address
            for step in steps:
                getattr(self, step)()

    def compare(self, warehouse: Path) -> list[str]:
        """Build again what a build on DuckDB has left; return what differs."""
        if not warehouse.exists():
            raise SparkError(
                f"{warehouse} is not there: call dbt build, then compare again"
            )
        self.check()
        self.on_duckdb("run-operation", "lend_tables")
        self.build()
        return compare_tables(warehouse, self.tables)

    def build(self) -> None:
        """Measure and score in one go, with the model that DuckDB has lent."""
        self.check()
        self.forget("measured", "scored")
        with self.served() as address:
            self.environment["TRAVELTIDE_SAIL"] = address
            self.on_engine("build")

    def check(self) -> None:
        """Raise an error in one line for what is missing."""
        domain = self.variables.get("domain", DOMAIN)
        if domain != DOMAIN:
            raise SparkError(
                f"domain {domain} is built on DuckDB alone, Spark reads the"
                f" files of {DOMAIN}: leave out domain, or call dbt build"
            )
        if not (self.home / "bin/dbt").exists():
            raise SparkError(
                f"{self.home} is not there: call make install-{self.engine}"
            )
        if self.engine == "spark":
            check_java()
            check_master(os.environ.get("TRAVELTIDE_SPARK_MASTER", "local[*]"))

    @contextmanager
    def served(self) -> Iterator[str]:
        """Run Sail's server while it is needed, and give its address."""
        if self.engine != "sail":
            yield ""
            return
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = self.home / "bin/sail"
        words = ["spark", "server", "--ip", "127.0.0.1", "--port", str(port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen([command, *words], **quiet) as server:
            try:
                wait_for_server(server, port)
                yield f"sc://127.0.0.1:{port}"
            finally:
                server.kill()


def wait_for_server(server: subprocess.Popen, port: int) -> None:
    """Wait until something listens at a port of this machine."""
    end = time.monotonic() + SERVER_SECONDS
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SparkError(
        f"Sail's server did not start within {SERVER_SECONDS} seconds: call"
        " .venv-sail/bin/sail spark server and see what it says"
    )


def check_java() -> None:
    """Raise an error unless a Java is there that Spark runs on."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin/java") if home else "java"
    advice = (
        f"install Java {OLDEST_JAVA} (on Debian"
        f" openjdk-{OLDEST_JAVA}-jre-headless), or set JAVA_HOME to it;"
        " ENGINE=sail needs none"
    )
    try:
        done = subprocess.run(
            [java, "-version"], capture_output=True, text=True, timeout=60
        )
    except OSError as error:
        raise SparkError(f"{java} is not there: {advice}") from error
    found = re.search(r'version "(\d+)(?:\.(\d+))?', done.stderr)
    version = int(found[1] if found[1] != "1" else found[2]) if found else 0
    if version < OLDEST_JAVA:
        raise SparkError(
            f"{java} is version {version or 'unknown'}, Spark needs"
            f" {OLDEST_JAVA} or later: {advice}"
        )


def check_master(address: str) -> None:
    """Raise an error for a master that nobody answers for."""
    found = re.fullmatch(r"spark://([^:/]+):(\d+)", address)
    if not found:
        return
    try:
        with socket.create_connection((found[1], int(found[2])), timeout=5):
            pass
    except OSError as error:
        raise SparkError(
            f"Spark's master {address} does not answer: start it, or correct"
            " TRAVELTIDE_SPARK_MASTER"
        ) from error


def main(arguments: Sequence[str] | None = None) -> str | None:
    """Run what was asked for; return what is wrong, if anything."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("action", choices=("run", "build", "compare", *STEPS))
    parser.add_argument("--engine", choices=ENGINES, default="spark")
    parser.add_argument("--vars", help="as dbt takes them")
    parser.add_argument("--minutes", type=float, default=24 * 60)
    parser.add_argument("--tables", default="warehouse/tables")
    given = parser.parse_args(arguments)
    engines = Engines(
        given.engine,
        Path(os.environ.get("TRAVELTIDE_TABLES", given.tables)).absolute(),
        yaml.safe_load(given.vars or "{}"),
        minutes=given.minutes,
    )
    try:
        if given.action == "compare":
            warehouse = Path(os.environ["TRAVELTIDE_WAREHOUSE"])
            differences = engines.compare(warehouse)
            return "\n".join(differences) or None
        if given.action == "build":
            engines.build()
            return None
        engines.run(*(STEPS if given.action == "run" else [given.action]))
    except SparkError as error:
        return str(error)
    return None


if __name__ == "__main__":
    sys.exit(main())
