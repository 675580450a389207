"""Builds score with the model in force until a new one is asked for."""

import subprocess
from pathlib import Path

import pytest
import yaml
from dbt_project import NO_UNIT_TESTS, ROOT, Outcome, Project, copied_project
from published import RELEASABLE, Published

REGISTERED = "night_rate,nights per stay,log1p_winsor99"
PLAN = (
    "signal_registry",
    "int_active_window",
    "int_training_conditions",
    "int_model_plan",
)


@pytest.fixture
def published(folder: Path) -> Published:
    return Published(folder / "published")


def build(
    project: Project, raw: Path, folder: Path, **variables: object
) -> Outcome:
    return project.build(raw, within=folder, **RELEASABLE | variables)


def command(
    project: Project, raw: Path, folder: Path, **variables: object
) -> subprocess.CompletedProcess[str]:
    """Build in a process of its own: it alone reads vars of the training.

    They reach the Python models when the project is parsed.
    """
    settings = RELEASABLE | {"raw_location": str(raw)} | variables
    return project.command("build", *NO_UNIT_TESTS, within=folder, **settings)


def made(target: str, **settings: str) -> dict[str, object]:
    """Return the vars of the one command that a target of make stands for."""
    words = [f"{name}={value}" for name, value in settings.items()]
    done = subprocess.run(
        ["make", "--just-print", "--directory", str(ROOT), target, *words],
        capture_output=True,
        text=True,
        check=True,
    )
    (command,) = (
        line for line in done.stdout.splitlines() if line.startswith("dbt ")
    )
    start, _, rest = command.partition(" --vars '")
    assert start == "dbt build"
    return yaml.safe_load(rest.removesuffix("'"))


def versions(published: Published) -> dict[str, tuple[str, str, str]]:
    """Return status, reason and predecessor of each published version."""
    rows = published.rows(
        "select model_version, status, status_reason, compared_with"
        " from marts.model_versions"
    )
    return {version: (*rest,) for version, *rest in rows}


def champion(published: Published) -> str:
    (version,) = (
        version
        for version, (status, _, _) in versions(published).items()
        if status == "champion"
    )
    return version


def test_first_build_trains_and_the_next_does_not(
    project: Project, generated: Path, folder: Path, published: Published
) -> None:
    """Whatever the vars of the training say: then a line says so."""
    before = published.digest()
    first = champion(published)
    assert versions(published) == {first: ("champion", "first model", None)}

    outcome = build(project, generated, folder, segment_count=4)
    assert outcome.succeeded, outcome.errors
    assert versions(published) == {first: ("champion", "first model", None)}
    (line,) = (
        each
        for each in outcome.output.splitlines()
        if "Not in force before the next retrain" in each
    )
    assert line.endswith(
        "(make retrain): segment_count is 4, not 5 as in the training of model"
        f" {first}"
    )
    after = published.digest()
    # There is now a release to be compared with.
    assert {name for name in after if after[name] != before[name]} == {
        "quality_gates"
    }


def test_retrain_that_passes_and_the_way_back(
    project: Project, generated: Path, folder: Path, published: Published
) -> None:
    first = champion(published)
    before = published.digest()["user_features"]
    options = made("retrain")
    assert options == {"retrain": True, "accepted_model": None}
    done = command(project, generated, folder, train_sample_max=800, **options)
    assert done.returncode == 0, done.stdout
    assert "Not in force" not in done.stdout
    second = champion(published)
    assert versions(published) == {
        first: ("retired", "first model", None),
        second: ("champion", "asked for", first),
    }
    ((agreement, changes),) = published.rows(
        "select segment_agreement, perk_change_share from marts.model_versions"
        f" where model_version = '{second}'"
    )
    assert 0.9 < agreement <= 1
    assert 0 <= changes < 0.1
    assert published.rows(
        "select distinct model_version from marts.user_perks"
    ) == [(second,)]

    options = made("rollback", TO=first)
    assert options == {"model_version": first}
    outcome = build(project, generated, folder, **options)
    assert outcome.succeeded, outcome.errors
    assert versions(published) == {
        first: ("champion", "taken back", None),
        second: ("retired", "asked for", first),
    }
    assert published.digest()["user_features"] == before


def test_changed_registry_demands_a_retrain(
    project: Project, generated: Path, folder: Path, tmp_path: Path
) -> None:
    root = copied_project(tmp_path / "project")
    registry = root / "seeds/signal_registry.csv"
    text = registry.read_text(encoding="utf-8")
    assert REGISTERED in text
    registry.write_text(
        text.replace(REGISTERED, REGISTERED.replace("log1p_winsor99", "sqrt")),
        encoding="utf-8",
    )
    changed = Project(tmp_path / "scratch", root)
    outcome = changed.build(generated, "--select", *PLAN, within=folder)
    assert not outcome.succeeded
    assert "night_rate as log1p_winsor99" in outcome.errors
    assert "night_rate as sqrt" in outcome.errors
    assert "call make retrain, or take the change back" in outcome.errors
