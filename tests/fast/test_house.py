"""The rules of the house: what may stand where, and which SQL is written.

They are read from the project's own files and from its compiled models, with an
empty working file: nothing is built.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import ModelNode
from dbt_project import ROOT, Project, changed_environment, release_warehouse
from portable_sql import not_for_spark, of_one_engine

# In the order of the way: none reads from one that comes later.
ROOMS = (
    *("staging", "facts", "measures", "learn", "score", "proof", "checks"),
    *("history", "marts", "semantics", "panels", "release"),
)
SPARK_ROOMS = ("staging", "facts", "measures", "learn", "score")
# One step each, but taken only where capacities bind.
DETOURS = {
    "int_perk_preferences",
    "int_perk_places",
    "int_user_perk_placements",
}
LONGEST_WAY, LONGEST_WAY_WITH_LEARNING, MOST_LINES = 12, 18, 100

# No file here knows what a domain is about; the generator and the download do.
WALLED = (
    *("models/engine", "macros/sql", "macros/portable", "macros/project"),
    *("python_models/learn", "python_models/release", "python_models/panels"),
    *("python_models/proof", "python_models/traveltide"),
)
BEYOND_THE_WALL = {
    "python_models/traveltide/fetch.py": "downloads the domain's files",
}
DOMAIN_WORD = re.compile(
    r"((?<![a-zA-Z])(?i:trip|flight|hotel|bag|night)"
    r"|(?<=[a-z])(?:Trip|Flight|Hotel|Bag|Night))s?(?![a-z])"
)
# An example of a unit test is one of the domain that is built.
UNIT_TESTS = re.compile(r"^unit_tests:.*?(?=^\w|\Z)", re.M | re.S)
NOTHING = re.compile(r"(?!)")

LONG_FOR_A_REASON = {
    "perk_history": "one comparison of two days begins and ends intervals",
}
OF_THE_DOMAIN = (
    "macros/raw/",
    "macros/generate_raw_data/",
    "macros/traveltide/",
    "macros/generate_shop_data/",
)
# Of what Spark builds: a few rows, or as many users as a var allows.
SMALL = {
    "int_active_window",
    "int_backtest_users",
    "int_cohort_measures",
    "int_model_plan",
    "int_perk_terms",
    "int_signal_persistence",
    "int_signal_scales",
    "int_signals",
    "int_training_points",
}
# A comment, and a call whose lines are no wider than the linter allows.
CALL_ALONE = re.compile(
    r"(?=(.{1,80}\n)+\Z)-- One row per [^{}]*\n\{\{ \w+\([^()]*\) \}\}\n"
)
PORTABLE_MACROS = ("macros/sql", "macros/traveltide")


@dataclass(frozen=True)
class House:
    """The parsed project, and its models as DuckDB's SQL spelled for Spark."""

    manifest: Manifest
    compiled: dict[str, str]

    @property
    def models(self) -> dict[str, ModelNode]:
        """Return the models by their unique names."""
        nodes = self.manifest.nodes.items()
        return {k: v for k, v in nodes if v.resource_type == "model"}

    def parents(self, model: ModelNode) -> list[ModelNode]:
        """Return the models that one reads from."""
        found = map(self.models.get, model.depends_on.nodes)
        return [each for each in found if each]

    def way_to(self, name: str, rooms: tuple[str, ...]) -> list[str]:
        """Return the longest way to a model through some rooms."""

        @cache
        def way(key: str) -> tuple[str, ...]:
            model = self.models[key]
            ways = [
                way(each.unique_id)
                for each in self.parents(model)
                if room(each) in rooms
            ]
            step = () if model.name in DETOURS else (model.name,)
            return (*max(ways, key=len, default=()), *step)

        return list(way(f"model.traveltide.{name}"))

    def portable(self) -> list[ModelNode]:
        """Return the models that must run on Spark, each after its parents."""
        graph = {k: v.depends_on.nodes for k, v in self.models.items()}
        ordered = map(self.models.get, TopologicalSorter(graph).static_order())
        return [
            model
            for model in ordered
            if model and room(model) in SPARK_ROOMS and model.language == "sql"
        ]

    def declared_columns(self) -> dict[str, set[str]]:
        """Return the columns of what is not checked itself, as described."""
        found = {
            node.name: set(node.columns)
            for node in [*self.models.values(), *self.manifest.sources.values()]
        }
        for node in self.manifest.nodes.values():
            if node.resource_type == "seed":
                with (ROOT / node.original_file_path).open() as file:
                    found[node.name] = set(next(csv.reader(file)))
        return found


@pytest.fixture(scope="module", params=["traveltide", "shop"])
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> House:
    """Compile the project once, every portable macro in Spark's words."""
    project = Project(tmp_path_factory.mktemp("house"))
    options = project.options(use_capacities=True, domain=request.param)
    with changed_environment(project.variables(project.warehouse())):
        parsed = dbtRunner().invoke(["--quiet", "parse", *options])
        assert parsed.success, parsed.exception
        for key, macro in parsed.result.macros.items():
            spark = key.replace("default__", "spark__")
            if macro.package_name == "traveltide" and spark != key:
                text = parsed.result.macros[spark].macro_sql
                macro.macro_sql = text.replace("spark__", "default__")
        words = ["--quiet", "--no-write-json", "compile", "--select"]
        done = dbtRunner(manifest=parsed.result).invoke(
            [*words, "resource_type:model", *options]
        )
        assert done.success, done.exception
        texts = {
            each.node.name: each.node.compiled_code
            for each in done.result.results
            if each.node.resource_type == "model"
        }
        release_warehouse()
    return House(parsed.result, texts)


def room(model: ModelNode) -> str:
    """Return the folder of a model that says where on the way it stands."""
    parts = Path(model.original_file_path).parts
    return parts[2] if parts[0] == "models" else parts[1]


def texts_of(*folders: str) -> Iterator[tuple[str, str]]:
    """Return the project's own texts in some folders, without unit tests."""
    for path in sorted(
        each for name in folders for each in ROOT.glob(f"{name}/**/*")
    ):
        if path.is_file() and path.suffix != ".pyc":
            text = path.read_text(encoding="utf-8")
            examples = UNIT_TESTS if path.suffix == ".yml" else NOTHING
            yield str(path.relative_to(ROOT)), examples.sub("", text)


def words_in(pattern: re.Pattern[str], text: str) -> list[str]:
    return sorted({match.group() for match in pattern.finditer(text)})


def told(advice: str, broken: list[str]) -> str:
    return "\n".join([f"{advice}:", *broken])


def test_no_room_of_the_engine_names_what_a_domain_is_about() -> None:
    assert words_in(DOMAIN_WORD, "has_bags, userTrips") == ["Trips", "bags"]
    assert not DOMAIN_WORD.search("overnight stripes baggage")
    broken = [
        f"{path}: {', '.join(words)}"
        for path, text in texts_of(*WALLED)
        if path not in BEYOND_THE_WALL
        and (words := words_in(DOMAIN_WORD, text))
    ]
    assert not broken, told(
        "Say it in general, or move it to the domain", broken
    )


def test_no_signal_is_named_but_by_its_domain(house: House) -> None:
    (measures,) = (
        m for m in house.models.values() if m.name == "user_measures"
    )
    names = [each["name"] for each in measures.config.meta["signals"]]
    named = re.compile(rf"(?<![a-z])({'|'.join(names)})(?![a-z])")
    broken = [
        f"{path}: {', '.join(words)}"
        for path, text in texts_of("models/engine", "macros")
        if not path.startswith(OF_THE_DOMAIN)
        and (words := words_in(named, text))
    ]
    assert not broken, told("Unroll it from signals()", broken)


def test_no_room_reads_from_a_later_one(house: House) -> None:
    broken = [
        f"{model.original_file_path} ({room(model)}) reads {parent.name}"
        f" ({room(parent)})"
        for model in house.models.values()
        for parent in house.parents(model)
        if ROOMS.index(room(parent)) > ROOMS.index(room(model))
    ]
    assert not broken, told(
        "Read from an earlier room, or move the model", broken
    )


def test_way_to_user_perks_is_short(house: House) -> None:
    rooms = {LONGEST_WAY: {"learn"}, LONGEST_WAY_WITH_LEARNING: set()}
    for longest, left_out in rooms.items():
        way = house.way_to("user_perks", tuple(set(ROOMS) - left_out))
        assert len(way) <= longest, told(
            f"Join two of {len(way)} models, {longest} are enough", way
        )


def test_no_model_is_long_without_a_reason(house: House) -> None:
    lengths = {
        model.original_file_path: len(
            (ROOT / model.original_file_path).read_text().splitlines()
        )
        for model in house.models.values()
    }
    broken = [
        f"{path}: {length} lines"
        for path, length in lengths.items()
        if length > MOST_LINES and Path(path).stem not in LONG_FOR_A_REASON
    ]
    assert not broken, told(f"Part what is over {MOST_LINES} lines", broken)


def test_what_the_linter_skips_is_the_call_of_one_macro() -> None:
    """So there is nothing in it for the linter but the width of its lines."""
    lines = (ROOT / ".sqlfluffignore").read_text().splitlines()
    skipped = [
        path
        for line in lines
        if not line.startswith("#")
        for path in sorted((ROOT / line).glob("*.sql"))
    ]
    assert skipped
    broken = [
        str(path.relative_to(ROOT))
        for path in skipped
        if not CALL_ALONE.fullmatch(path.read_text())
    ]
    assert not broken, told("Take out of .sqlfluffignore", broken)


def test_no_sql_is_written_for_one_engine(house: House) -> None:
    paths = {model.original_file_path for model in house.portable()}
    broken = [
        f"{path}: {found}"
        for path, text in texts_of("models", *PORTABLE_MACROS)
        if path in paths or path.startswith("macros/")
        for found in of_one_engine(text)
    ]
    assert not broken, told("Write what every engine reads", broken)


def test_every_model_up_to_the_score_is_sql_of_spark(house: House) -> None:
    columns = house.declared_columns()
    broken = [
        f"{model.original_file_path}: {found}"
        for model in house.portable()
        for found in not_for_spark(
            model.name, house.compiled[model.name], columns
        )
    ]
    assert not broken, told("Write what every engine reads", broken)


@pytest.mark.parametrize("house", ["traveltide"], indirect=True)
def test_learning_reads_no_table_of_all_users(house: House) -> None:
    """What DuckDB learns from, Spark has added up, or drawn and capped."""
    on_spark = {
        key
        for key, model in house.models.items()
        if {"measure", "score"} & set(model.tags)
    }
    before_score, on_the_way = list(on_spark), set()
    while before_score:
        for parent in house.parents(house.models[before_score.pop()]):
            if parent.unique_id not in on_the_way | on_spark:
                on_the_way.add(parent.unique_id)
                before_score.append(parent.unique_id)
    assert on_the_way
    broken = [
        f"{house.models[key].name} reads {parent.name}"
        for key in sorted(on_the_way)
        if room(house.models[key]) == "learn"
        for parent in house.parents(house.models[key])
        if parent.unique_id in on_spark and parent.name not in SMALL
    ]
    assert not broken, told("Add it up, or draw from it, on Spark", broken)


def test_every_portable_macro_is_spelled_for_both_engines() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: no {engine}__{path.stem}"
        for path in sorted(ROOT.glob("macros/portable/*.sql"))
        for engine in ("default", "spark")
        if f"macro {engine}__{path.stem}(" not in path.read_text()
    ]
    assert not broken, told("Add it, or move the macro to macros/sql", broken)
