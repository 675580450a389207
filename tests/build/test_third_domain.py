"""A domain of three tables: staging, interfaces and seeds are all it needs."""

import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from dbt_project import ROOT, Outcome, Project, Warehouse, copied_project

GYM = ROOT / "tests" / "support" / "gym"
MEMBERS, CLASSES = 600, 12
# Of each taste: before nine, with a guest, at the weekend.
TASTES = {
    "early": (0.8, 0.1, 0.1),
    "host": (0.1, 0.8, 0.1),
    "weekend": (0.1, 0.1, 0.9),
    "plain": (0.1, 0.1, 0.1),
}
SEGMENTS = {"early": "early_riser", "host": "host", "weekend": "weekender"}
# The models that CONTRIBUTING.md asks a domain for, but for its own staging.
ASKED = {
    *("int_active_window", "int_items"),
    *("user_measures", "user_experiences", "user_items"),
}


def write_visits(folder: Path) -> pd.DataFrame:
    """Write the three files of a gym, and return each member's taste."""
    random = np.random.default_rng(20240101)
    members = pd.DataFrame({"user_id": range(1, MEMBERS + 1)})
    members["taste"] = random.choice(list(TASTES), MEMBERS)
    rows = []
    for user, taste in members.itertuples(index=False):
        morning, guest, weekend = TASTES[taste]
        for number in range(int(random.integers(6, 16))):
            is_weekend = random.random() < weekend
            # The first of January 2024 is a Monday.
            day = 7 * int(random.integers(26)) + int(
                random.integers(5, 7) if is_weekend else random.integers(5)
            )
            hour = 7 if random.random() < morning else 18
            at = pd.Timestamp("2024-01-01") + pd.Timedelta(days=day, hours=hour)
            item = f"C{int(random.integers(CLASSES)):02}"
            has_guest = "true" if random.random() < guest else "false"
            rows.append((f"{user}-{number}", user, item, at, has_guest))
    columns = ["visit_id", "user_id", "class_id", "visited_at", "has_guest"]
    folder.mkdir()
    visits = pd.DataFrame(rows, columns=columns)
    visits.to_csv(folder / "visits.csv", index=False)
    members[["user_id"]].to_csv(folder / "members.csv", index=False)
    pd.DataFrame(
        {
            "class_id": [f"C{each:02}" for each in range(CLASSES)],
            "class_name": [f"Class {each}" for each in range(CLASSES)],
        }
    ).to_csv(folder / "classes.csv", index=False)
    return members


@pytest.fixture(scope="module")
def gym(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a copy of the project with one domain more."""
    scratch = tmp_path_factory.mktemp("gym")
    root = copied_project(scratch / "project")
    for folder in ("models", "seeds", "macros"):
        shutil.copytree(GYM / folder, root / folder / "gym")
    parsed_with = {"domain": "gym", "cohort": "regulars"}
    return Project(scratch, root=root, parsed_with=parsed_with)


@pytest.fixture(scope="module")
def tastes(gym: Project) -> pd.DataFrame:
    return write_visits(gym.scratch / "files")


@pytest.fixture(scope="module")
def built(gym: Project, tastes: pd.DataFrame) -> Outcome:
    assert len(tastes) == MEMBERS
    outcome = gym.build(gym.scratch / "files", **gym.parsed_with)
    assert outcome.succeeded, outcome.errors
    return outcome


def test_gym_gets_segments_and_perks(
    built: Outcome, tastes: pd.DataFrame
) -> None:
    rows = built.warehouse.frame(
        "select user_id, segment_key, reason_text from marts.user_perks"
    )
    assert len(rows) == MEMBERS
    found = rows.merge(tastes, on="user_id")
    for taste, segment in SEGMENTS.items():
        own = found[found["taste"] == taste]["segment_key"]
        assert (own == segment).mean() > 0.8
    assert found["reason_text"].str.contains("Came before nine on").any()


def test_gym_is_released_with_a_page(built: Outcome) -> None:
    folder = built.warehouse.path.parent / "published"
    published = Warehouse(folder / "traveltide.duckdb")
    (names,) = published.rows(
        "select list(table_name) from duckdb_tables() where schema_name ="
        " 'marts'"
    )
    assert {"user_perks", "member_features", "segment_profiles"} <= {*names[0]}
    page = (folder / "dashboard" / "index.html").read_text(encoding="utf-8")
    assert "<title>Gym" in page
    assert built.warehouse.rows(
        "select count(*) from dashboard.dashboard_page where problem is null"
    ) == [(1,)]
    offers = built.warehouse.rows(
        "select distinct item_name from marts.user_recommendations"
    )
    assert ("Class 0",) in offers


def test_domain_without_a_sample_asks_for_files(
    gym: Project, tmp_path: Path
) -> None:
    outcome = gym.build("sample", within=tmp_path, **gym.parsed_with)
    assert not outcome.succeeded
    assert (
        "var raw_location is sample, expected a folder, as the domain gym has"
        " no sample"
    ) in outcome.errors


def test_what_a_domain_needs_is_what_is_written_down(gym: Project) -> None:
    """The engine asks for no other model of the domain than these."""
    manifest = gym.manifest
    models = {
        key: node
        for key, node in manifest.nodes.items()
        if node.resource_type == "model"
    }
    own = {
        key
        for key, node in models.items()
        if node.original_file_path.startswith("models/gym/")
    }
    tables = ("members", "classes", "visits")
    staging = {
        f"{prefix}{table}"
        for table in tables
        for prefix in ("base_gym__", "base_gym__repeated_", "stg_gym__")
    }
    asked = {
        models[parent].name
        for key, node in models.items()
        if key not in own
        for parent in node.depends_on_nodes
        if parent in own
    }
    assert asked - staging == {*ASKED, "member_features"}
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    steps = text.split("## Add a domain")[1].split("\n## ")[0]
    said = set(re.findall(r"`(\w+)`", steps))
    seeds = {path.stem for path in (GYM / "seeds").glob("*.csv")}
    (optional,) = re.findall(
        r"return\(\{(.*)\}\)",
        (ROOT / "macros/project/optional_models.sql").read_text(),
        re.S,
    )
    may_have = set(re.findall(r"^ {8}'(\w+)': \{", optional, re.M))
    assert said >= ASKED | seeds | may_have | {"segment_profiles"}
