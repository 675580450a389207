"""What came out, as whoever ran the command reads it in the terminal."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from dbt_project import NO_UNIT_TESTS, ROOT, Outcome, Project
from small_raw import write_small

SUBJECTS = [
    *("Data", "Users", "Segments", "Perks", "Cost", "Checks", "Changed"),
    "Released",
]
STAMPED = re.compile(r"\d\d:\d\d:\d\d ")
# What make does by itself in a fresh folder, and in no other.
COMMANDS = re.compile(r"^(?:dbt|python -m traveltide).*", re.M)


def subjects(text: str) -> list[str]:
    """Return what the lines are about that dbt did not write."""
    lines = [line for line in text.splitlines() if line.strip()]
    return [line.split()[0] for line in lines if not STAMPED.match(line)]


def test_build_ends_with_eight_lines(built: Outcome) -> None:
    assert subjects(built.output) == SUBJECTS
    # They stand together, and no model comes after them.
    lines = built.output.splitlines()
    first = lines.index(next(line for line in lines if line[:4] == "Data"))
    last = first + len(SUBJECTS)
    assert subjects("\n".join(lines[first:last])) == SUBJECTS
    assert len(lines[last:]) <= 10
    assert built.output.count("traveltide.duckdb") == 1


def test_quiet_build_says_only_these(pageless: Project, tmp_path: Path) -> None:
    raw = write_small(tmp_path / "raw")
    outcome = pageless.build(raw, "--quiet", *NO_UNIT_TESTS, within=tmp_path)
    assert outcome.succeeded, outcome.output
    assert subjects(outcome.output) == SUBJECTS
    assert len(outcome.output.strip().splitlines()) == len(SUBJECTS)


def made(target: str, *words: str) -> str:
    """Return what make would run, without running it."""
    return subprocess.run(
        ["make", "--dry-run", target, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_make_run_adds_one_line() -> None:
    said = re.findall(r'^echo "(\w+) ', made("run"), re.M)
    assert said == ["Next"]


@pytest.mark.parametrize(
    "command", ["run", "docs", "retrain", "rollback TO=version"]
)
@pytest.mark.parametrize("domain", ["traveltide", "shop"])
def test_make_runs_dbt_for_the_domain(command: str, domain: str) -> None:
    """Else its folders would hold a release of the other one."""
    target, *words = command.split()
    run = COMMANDS.findall(made(target, *words, f"DOMAIN={domain}"))
    builds = [line for line in run if line.startswith("dbt")]
    assert builds
    assert all(f"domain: {domain}" in line for line in builds)


@pytest.mark.parametrize("words", [[], ["VARS={raw_location: /raw}"]])
def test_make_daily_has_the_domain_whatever_its_vars(words: list[str]) -> None:
    said = made("daily", "DOMAIN=shop", *words)
    (variables,) = re.findall(r"traveltide\.daily --vars '(.*)'", said)
    given = {"raw_location": "/raw"} if words else {}
    assert yaml.safe_load(variables) == {"domain": "shop", **given}
