"""A var that cannot be meant is refused before the first model."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from dbt_project import NO_UNIT_TESTS, ROOT, Outcome, Project

SETTINGS = yaml.safe_load((ROOT / "dbt_project.yml").read_text("utf-8"))["vars"]


def refused(project: Project, folder: Path, **variables: object) -> Outcome:
    """Run what no var is part of, and see it refused all the same."""
    given = {"raw_location": str(folder)} | variables
    outcome = project.run(
        *("build", *NO_UNIT_TESTS, "--select", "perk_catalogue"),
        within=folder,
        **given,
    )
    assert not outcome.succeeded
    assert outcome.results == []
    return outcome


@pytest.mark.parametrize(
    ("misspelt", "nearest"),
    [
        ("raw_locaton", "raw_location"),
        ("Cohort", "cohort"),
        ("user_capacities", "use_capacities"),
        ("hysteresis-delta", "hysteresis_delta"),
    ],
)
def test_misspelt_var_is_refused_with_the_nearest_name(
    misspelt: str, nearest: str, project: Project, tmp_path: Path
) -> None:
    outcome = refused(project, tmp_path, **{misspelt: "/x"})
    assert (
        f"var {misspelt} is unknown, did you mean {nearest}? Correct it in"
        " --vars; dbt_project.yml lists all vars"
    ) in outcome.errors, outcome.output


def test_every_var_that_is_read_can_be_given() -> None:
    """A name that is read but not listed could not be set any more."""
    read = {
        name
        for folder in ("models", "macros", "tests", "python_models")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".sql", ".yml")
        for name in re.findall(
            r"\bvar\(\s*['\"](\w+)", path.read_text(encoding="utf-8")
        )
    }
    assert "holdout_percent" in read
    assert read <= set(SETTINGS)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_var_is_checked(name: str) -> None:
    files = [
        *(ROOT / "macros/vars").glob("*.sql"),
        ROOT / "macros/quality/quality_limits.sql",
    ]
    assert any(
        re.search(rf"'{name}'", path.read_text(encoding="utf-8"))
        for path in files
    )


TEXT = "a text (in quotes if it looks like a number)"
WRONG = [
    ("holdout_percent", 101, "a number from 0 to 100"),
    ("minimum_jaccard", 1.5, "a number from 0 to 1"),
    ("minimum_share", "0.1", "a number from 0 to 1"),
    ("lead_min_z", None, "a number from 0 to 1000"),
    ("sample_frequent_share", -0.1, "a number from 0 to 1"),
    ("random_seed", 1.5, "a whole number from 0 to 2147483647"),
    ("seed_count", True, "a whole number from 0 to 1000000"),
    ("start_count", 0, "a whole number from 1 to 1000000"),
    ("worker_count", -1, "a whole number from 0 to 10000"),
    ("sample_user_count", 2.5, "a whole number from 0 to 1000000000"),
    ("dashboard_list_length", 1.5, "a whole number from 1 to 1000000000"),
    ("lead_time_bounds", [1, 2.5], "a whole number from 0 to 1000000"),
    ("lead_time_bounds", 7, "a list of numbers"),
    ("segment_count", 9, "auto or a whole number from 2 to 8"),
    ("segment_count", "5", "auto or a whole number from 2 to 8"),
    ("dashboard_users", "yes", "true or false"),
    ("raw_location", " ", TEXT),
    ("raw_location", 2024, TEXT),
    ("holdout_salt", None, TEXT),
    ("sample_path", ["x"], TEXT),
    ("accepted_model", 17, f"{TEXT} or null"),
    ("model_version", 17, f"{TEXT} or null"),
    ("model_version", "a1", "null: no model has been released yet"),
    ("perk_policy", "everyone", "blended, individual or segment"),
    ("raw_format", "CSV", "csv, csv.gz or parquet"),
    ("public_raw_files", {"users": "x"}, "an address for each of users, "),
    ("as_of_date", "2023-02-30", "a day of the calendar as YYYY-MM-DD"),
    ("as_of_date", "2023-2-3", "a day of the calendar as YYYY-MM-DD"),
    ("as_of_date", "last\nfriday", "a day of the calendar as YYYY-MM-DD"),
    ("backtest_cuts", "2023-05-10", "a list of days, or null"),
    (
        "backtest_cuts",
        ["2023-05-10", "May"],
        "days of the calendar as YYYY-MM-DD",
    ),
    (
        "cohort",
        "frequent_2024",
        "one of frequent_2023, mastery_2023, signups_2022"
        " (seeds/traveltide/cohort_definitions.csv): correct it in --vars",
    ),
]


def shown(value: object) -> str:
    """Return how an error shows a value, the last of a list."""
    if isinstance(value, list):
        return shown(value[-1])
    is_word = value is None or isinstance(value, bool)
    return json.dumps(value) if is_word else " ".join(str(value).split())


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    WRONG,
    ids=[f"{name}-{value}" for name, value, _ in WRONG],
)
def test_wrong_value_is_refused_before_the_first_model(
    name: str, value: object, expected: str, project: Project, tmp_path: Path
) -> None:
    outcome = refused(project, tmp_path, **{name: value})
    (line,) = (
        line.strip()
        for line in outcome.output.splitlines()
        if line.strip().startswith("var ")
    )
    found, _, rest = line.partition(", expected ")
    assert found.startswith(f"var {name} is ")
    assert shown(value) in found
    assert rest.startswith(expected)
    assert rest.endswith(": correct it in --vars")


@pytest.mark.parametrize("day", [date(2023, 6, 15), "2023-06-15", None])
def test_dates_with_and_without_quotes_are_dates(
    day: date | str | None, project: Project, tmp_path: Path
) -> None:
    """The next thing in the way are the raw files, which are not there."""
    outcome = refused(project, tmp_path, as_of_date=day)
    assert "raw file missing" in outcome.errors


def test_impossible_day_without_quotes_ends_as_the_docs_say(
    project: Project, tmp_path: Path
) -> None:
    """YAML refuses it while dbt reads its own options, before any macro."""
    run = project.command(
        *("build", "--vars", "{as_of_date: 2023-02-30}"), within=tmp_path
    )
    assert run.returncode != 0
    last = run.stderr.splitlines()[-1]
    assert f"`{last}`" in (ROOT / "docs/configure.md").read_text("utf-8")
    assert list(tmp_path.iterdir()) == []
