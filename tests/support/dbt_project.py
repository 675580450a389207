"""Runs dbt on the project, each time with a warehouse and folders of its own.

Most tests call dbt within the process, which saves the seconds that a new
process needs to import it; where the exit status is the point, `command`
starts a real one.
"""

from __future__ import annotations

import gc
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import yaml
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import ModelNode
from dbt.contracts.results import RunResult

ROOT = Path(__file__).parents[2]
DBT = Path(sys.executable).with_name("dbt")
FILES = ("users", "sessions", "flights", "hotels")
NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
NO_TESTS = ("--resource-type", "model", "--resource-type", "seed")
# Raw files to features: what says nothing about perks need not decide any.
TO_FEATURES = ("--select", "+user_features", "+stg_engine__file_counts")
# Scores of every k decide nothing where k is given: a few draws suffice.
QUICK = {
    "evaluation_sample_max": "1000",
    "silhouette_sample_max": "300",
    "resample_count": "2",
    "resample_start_count": "1",
    "seed_count": "1",
}
# How sure the persistence of a signal is decides nothing either.
QUICK_VARS = {"persistence_resample_count": 5}
# What stands for the pages where nobody looks at them.
NO_PAGE = """
import pandas as pd


def model(dbt, session):
    row = {"path": "index.html", "content": "", "problem": None}
    return pd.DataFrame([row]).astype("string")
"""
NO_USER_FILES = """
select cast(null as varchar) as path, cast(null as varchar) as content
where false
"""
# Variables of the environment without which dbt or the system is lost.
NEEDED = {"HOME", "PATH", "TMPDIR"}
# Folders that hold nothing of the project itself.
MADE = (
    ".git",
    ".venv*",
    "target",
    "logs",
    "data",
    "warehouse",
    "published",
)


@dataclass(frozen=True)
class Warehouse:
    """A working file of dbt, opened only for as long as a question takes."""

    path: Path

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with duckdb.connect(str(self.path), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def execute(self, *statements: str) -> None:
        """Change the file by hand, as no command of dbt would."""
        with duckdb.connect(str(self.path)) as connection:
            for statement in statements:
                connection.execute(statement)

    def frame(self, sql: str) -> pd.DataFrame:
        """Return a query as a data frame."""
        with duckdb.connect(str(self.path), read_only=True) as connection:
            return connection.execute(sql).df()

    def contents(self, *schemas: str) -> dict[str, list[str]]:
        """Return every relation of some schemas as its sorted rows.

        Rows are compared as they print, which tells every two doubles apart,
        and a zero from a negative one.
        """
        with duckdb.connect(str(self.path), read_only=True) as connection:
            names = connection.execute(
                "select table_schema, table_name from information_schema.tables"
                f" where table_schema in {(*schemas, '')} order by all"
            ).fetchall()
            return {
                f"{schema}.{name}": sorted(
                    map(
                        repr,
                        connection.execute(
                            f'select * from {schema}."{name}"'
                        ).fetchall(),
                    )
                )
                for schema, name in names
            }

    def user_features(self) -> pd.DataFrame:
        """Return the mart with its users as index."""
        return self.frame(
            "select * from marts.user_features order by user_id"
        ).set_index("user_id")


@dataclass(frozen=True)
class Outcome:
    """How a dbt command ended, what it printed, and the file it worked on."""

    succeeded: bool
    output: str
    warehouse: Warehouse
    # Node by node, in the order they were run.
    results: list[RunResult]

    @property
    def errors(self) -> str:
        """Return the terminal from the first error on, in single blanks."""
        start = re.search(
            r"Encountered an error|Completed with [1-9]\d* error", self.output
        )
        return "" if start is None else squeezed(self.output[start.start() :])


def copied_project(target: Path) -> Path:
    """Copy the project's own files, so that a test may change them."""
    shutil.copytree(
        ROOT,
        target,
        symlinks=True,
        ignore=shutil.ignore_patterns(*MADE, "__pycache__", ".*_cache"),
    )
    return target


def bare(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run dbt as a user does: in the project, without a variable set."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TRAVELTIDE_", "DBT_"))
    }
    return subprocess.run(
        [str(DBT), "--no-use-colors", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def squeezed(text: str) -> str:
    """Return text without time stamps, line ends and repeated blanks."""
    return " ".join(re.sub(r"\d\d:\d\d:\d\d ", " ", text).split())


@contextmanager
def changed_environment(values: Mapping[str, str]) -> Iterator[None]:
    """Have but a few variables of the environment for a while.

    With every line that dbt logs it looks for secrets in all of them.
    """
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update({name: before[name] for name in NEEDED & set(before)})
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def release_warehouse() -> None:
    """Let go of the working file, which dbt keeps open behind its run."""
    DuckDBConnectionManager.close_all_connections()
    gc.collect()


@dataclass
class Project:
    """The project, or a copy of it, with a scratch folder to work in."""

    scratch: Path
    root: Path = ROOT
    profiles: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)
    # Vars that decide which models there are, or what Python learns with.
    parsed_with: dict[str, object] = field(default_factory=dict)
    # Artefacts and a log of every detail would be half of a short run.
    leaves_artefacts: bool = False

    @cached_property
    def manifest(self) -> Manifest:
        """Return the parsed project; parsing is most of a short run."""
        with changed_environment(self.variables(self.warehouse())):
            arguments = ["parse", *self.options(**self.parsed_with)]
            result = dbtRunner().invoke(["--quiet", *arguments])
        release_warehouse()
        assert result.success, result.exception
        # A run takes selectors from the project; a copy of them fails in dbt.
        result.result.selectors = {}
        # So does a copy of models that are switched off.
        result.result.disabled = {}
        # It stays to the end: looking for garbage in it takes time.
        gc.freeze()
        return result.result

    def changed(self, change: Callable[[Manifest], None]) -> Project:
        """Return the project as if it had been parsed with a change."""
        other, manifest = replace(self), self.manifest.deepcopy()
        change(manifest)
        vars(other)["manifest"] = manifest
        return other

    def changed_model(
        self, model: str, change: Callable[[ModelNode], None]
    ) -> Project:
        """Return the project as if a model had been parsed with a change."""
        name = f"model.traveltide.{model}"

        def change_alone(manifest: Manifest) -> None:
            # A copied manifest shares what its nodes are configured with.
            manifest.nodes[name] = deepcopy(manifest.nodes[name])
            change(manifest.nodes[name])

        return self.changed(change_alone)

    def changed_seed(
        self, folder: Path, seed: str, change: Callable[[str], str]
    ) -> Project:
        """Return the project as if the file of a seed said something else."""
        name = f"seed.traveltide.{seed}"
        before = (self.root / "seeds" / "traveltide" / f"{seed}.csv").read_text(
            encoding="utf-8"
        )
        after = change(before)
        assert after != before
        # dbt looks for another name in the project first, and writes the SQL
        # that it ran under an absolute one.
        path = Path(f"changed_{seed}.csv")
        (folder / path).write_text(after, encoding="utf-8")

        def point_there(manifest: Manifest) -> None:
            manifest.nodes[name].original_file_path = str(path)
            manifest.nodes[name].root_path = str(folder)

        return self.changed(point_there)

    def hurried(self) -> Project:
        """Score every k in a fraction of the time, with a short workbook."""
        learner = self.manifest.nodes[
            "model.traveltide.ml_segment_count_scores"
        ]
        learner.config.meta["parameters"].update(QUICK)
        release = self.manifest.nodes["model.traveltide.released_files"]
        release.config.meta["workbook_row_limit"] = "100"
        return self

    def without_pages(self) -> Project:
        """Return the project as if it released an empty page and no panels."""
        prefix = "model.traveltide."
        drawn = {
            f"{prefix}dashboard_page": NO_PAGE,
            f"{prefix}dashboard_user_files": NO_USER_FILES,
        }

        def leave_out(manifest: Manifest) -> None:
            kept = {*drawn, f"{prefix}dashboard_files"}
            gone = {
                key
                for key, node in manifest.nodes.items()
                if "/panels/" in f"/{node.original_file_path}"
            } - kept
            for key, node in list(manifest.nodes.items()):
                if key in gone or (
                    key not in kept and gone & set(node.depends_on_nodes)
                ):
                    del manifest.nodes[key]
            for key, code in drawn.items():
                node = manifest.nodes[key] = deepcopy(manifest.nodes[key])
                node.raw_code, node.refs, node.depends_on.nodes = code, [], []
            manifest.exposures, manifest.unit_tests = {}, {}

        return self.changed(leave_out)

    def warehouse(self, folder: Path | None = None) -> Warehouse:
        """Return the working file in a folder, always of one name.

        The parsed project holds the name, as that of the database.
        """
        return Warehouse((folder or self.scratch) / "traveltide.duckdb")

    def variables(self, warehouse: Warehouse) -> dict[str, str]:
        """Return the environment of a run."""
        folders = {
            "TRAVELTIDE_WAREHOUSE": str(warehouse.path),
            "TRAVELTIDE_PUBLISHED": str(warehouse.path.parent / "published"),
        }
        return folders | self.environment

    @cached_property
    def sparing_profiles(self) -> Path:
        """Return profiles that leave DuckDB one thread, unless they say more.

        A second thread that shares the work of small tables costs a fifth more.
        """
        folder = self.profiles or self.root / "profiles"
        text = (folder / "profiles.yml").read_text(encoding="utf-8")
        profiles = yaml.safe_load(text)
        for target in profiles["traveltide"]["outputs"].values():
            target.setdefault("settings", {}).setdefault("threads", 1)
        own = self.scratch / "sparing"
        own.mkdir(exist_ok=True)
        (own / "profiles.yml").write_text(yaml.safe_dump(profiles))
        return own

    def options(
        self, profiles: Path | None = None, **variables: object
    ) -> list[str]:
        """Return the options that keep a run away from the project."""
        profiles = profiles or self.profiles or self.root / "profiles"
        options = {
            "--project-dir": self.root,
            "--profiles-dir": profiles,
            "--target-path": self.scratch / "target",
            "--log-path": self.scratch / "logs",
        }
        if variables:
            options["--vars"] = yaml.safe_dump(variables)
        return [str(word) for pair in options.items() for word in pair]

    def run(
        self, *words: str, within: Path | None = None, **variables: object
    ) -> Outcome:
        """Run a dbt command in this process, on the file within a folder."""
        file = self.warehouse(within)
        manifest = self.manifest.deepcopy()
        output = io.StringIO()
        # The tests keep every core busy: a second thread would only wait.
        arguments = ["--no-use-colors", words[0], "--threads", "1", *words[1:]]
        if not self.leaves_artefacts:
            arguments[:0] = ["--no-write-json", "--log-level-file", "info"]
        arguments += self.options(self.sparing_profiles, **variables)
        with changed_environment(self.variables(file)):
            with redirect_stdout(output):
                result = dbtRunner(manifest=manifest).invoke(arguments)
            succeeded = result.success
            results = list(getattr(result.result, "results", []))
            # An exception keeps the frames alive that hold connections.
            del result
            release_warehouse()
        return Outcome(succeeded, output.getvalue(), file, results)

    def generate(self, folder: Path, users: int) -> Path:
        """Generate raw files, half of whose users are active enough."""
        arguments = {
            "users": users,
            "path": str(folder),
            "frequent_share": 0.5,
            # Tastes so strong, and trips so many, that segments are found.
            "persona_strength": 4,
            "trips_per_user": 6,
        }
        words = ("run-operation", "generate_raw_data", "--args")
        outcome = self.run(*words, yaml.safe_dump(arguments))
        assert outcome.succeeded, outcome.output
        return folder

    def build(
        self,
        location: Path | str,
        *words: str,
        within: Path | None = None,
        **variables: object,
    ) -> Outcome:
        """Build from raw files, without the unit tests unless told."""
        return self.run(
            "build",
            *(words or NO_UNIT_TESTS),
            within=within,
            raw_location=str(location),
            **QUICK_VARS | variables,
        )

    def command(
        self,
        *words: str,
        within: Path | None = None,
        folder: Path | None = None,
        **variables: object,
    ) -> subprocess.CompletedProcess[str]:
        """Run a dbt command in a process of its own."""
        file = self.warehouse(within)
        return subprocess.run(
            [
                str(DBT),
                "--no-use-colors",
                *words,
                *self.options(**variables),
            ],
            cwd=folder or self.root,
            env=os.environ | self.variables(file),
            capture_output=True,
            text=True,
            check=False,
        )
