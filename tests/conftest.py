"""What the tests share: one parsed project, one generated data set built."""

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml
from dbt_project import Outcome, Project
from hypothesis import Phase, settings
from published import RELEASABLE, FirstRelease

# Making a failing example smaller takes minutes, so only the thorough profile
# does it: HYPOTHESIS_PROFILE=thorough pytest -k awkward
settings.register_profile(
    "quick",
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
settings.register_profile("thorough", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

GENERATED_USERS = 2000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with files of few tests.

    Those are the long tests: none is left to one worker at the end.
    """
    counts = Counter(item.path for item in items)
    items.sort(key=lambda item: (counts[item.path], item.path))


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return the project, parsed once, with a scratch folder."""
    return Project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="session")
def generated(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Generate raw files, half of whose users are active enough."""
    folder = tmp_path_factory.mktemp("generated")
    arguments = {
        "users": GENERATED_USERS,
        "path": str(folder),
        "frequent_share": 0.5,
    }
    outcome = project.run(
        "run-operation",
        "generate_raw_data",
        "--args",
        yaml.safe_dump(arguments),
    )
    assert outcome.succeeded, outcome.output
    return folder


@pytest.fixture(scope="session")
def built(
    project: Project,
    generated: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Outcome:
    """Build everything from the generated files, and test the data."""
    outcome = project.run(
        "build",
        within=tmp_path_factory.mktemp("built"),
        raw_location=str(generated),
        # So few users have no stable segments; that is not the point here.
        jaccard_limits=[None, None],
    )
    assert outcome.succeeded, outcome.output
    return outcome


@pytest.fixture(scope="session")
def first_release(
    project: Project,
    generated: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> FirstRelease:
    """Release the generated data once, with warnings of several kinds."""
    folder = tmp_path_factory.mktemp("released")
    outcome = project.build(generated, within=folder, **RELEASABLE)
    assert outcome.succeeded, outcome.errors
    return FirstRelease(folder, outcome)


@pytest.fixture
def folder(first_release: FirstRelease, tmp_path: Path) -> Path:
    """Return a copy of the folder with the first release."""
    return Path(shutil.copytree(first_release.folder, tmp_path / "copy"))
