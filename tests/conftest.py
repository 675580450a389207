"""What the tests share: one parsed project, one generated data set built."""

import os
from collections import Counter
from pathlib import Path

import pytest
from dbt_project import Outcome, Project
from hypothesis import Phase, settings
from published import RELEASABLE, FirstRelease, copied
from shared import Shared
from small_raw import write_small

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
    """Return the project, parsed once and in a hurry, with a scratch folder."""
    return Project(tmp_path_factory.mktemp("project")).hurried()


@pytest.fixture(scope="session")
def shop_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return the project as the domain shop is parsed.

    Not in a hurry: how many segments there are is the point.
    """
    scratch = tmp_path_factory.mktemp("shop")
    return Project(scratch, parsed_with={"domain": "shop"})


@pytest.fixture(scope="session")
def pageless(project: Project) -> Project:
    """Return the project for releases whose pages nobody looks at."""
    return project.without_pages()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """Return where one worker makes what all of them use."""
    own = tmp_path_factory.getbasetemp()
    is_alone = "PYTEST_XDIST_WORKER" not in os.environ
    return Shared(own if is_alone else own.parent)


@pytest.fixture(scope="session")
def generated(project: Project, shared: Shared) -> Path:
    """Generate raw files, half of whose users are active enough."""
    return shared.made(
        "generated", lambda folder: project.generate(folder, GENERATED_USERS)
    )


@pytest.fixture(scope="session")
def first_release(
    project: Project, generated: Path, shared: Shared
) -> FirstRelease:
    """Release the generated data once, with warnings of several kinds."""

    def release(folder: Path) -> FirstRelease:
        outcome = project.build(generated, within=folder, **RELEASABLE)
        assert outcome.succeeded, outcome.errors
        return FirstRelease(folder, outcome)

    return shared.made("released", release)


@pytest.fixture(scope="session")
def built(first_release: FirstRelease) -> Outcome:
    """Return the build of the first release, to be read and left alone."""
    return first_release.outcome


@pytest.fixture(scope="session")
def small_release(project: Project, shared: Shared) -> FirstRelease:
    """Release the small raw files, in a folder whose name is not plain."""

    def release(folder: Path) -> FirstRelease:
        outcome = project.build(write_small(folder / "raw"), within=folder)
        assert outcome.succeeded, outcome.errors
        return FirstRelease(folder, outcome)

    return shared.made("it's  small", release)


@pytest.fixture(scope="module")
def module_folder(
    first_release: FirstRelease, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return a copy of the first release, on which a whole file goes on."""
    folder = tmp_path_factory.mktemp("module") / "copy"
    return copied(first_release.folder, folder)


@pytest.fixture
def small_folder(small_release: FirstRelease, tmp_path: Path) -> Path:
    """Return a copy of the folder with the release of the small files."""
    return copied(small_release.folder, tmp_path / "copy")


@pytest.fixture
def folder(first_release: FirstRelease, tmp_path: Path) -> Path:
    """Return a copy of the folder with the first release."""
    return copied(first_release.folder, tmp_path / "copy")
