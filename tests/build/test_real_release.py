"""Generated data takes the place of real data only when told to."""

from pathlib import Path

import pytest
from dbt_project import NO_UNIT_TESTS, Project
from published import FirstRelease, Published

SAMPLE = {"raw_location": "sample", "sample_user_count": 300}
IN_THE_WAY = (
    "nothing would be released: {folder} holds a release of real data"
    " (raw_location {raw}), and this build is of generated data: correct var"
    " raw_location, name another folder in TRAVELTIDE_PUBLISHED, or set var"
    " replace_real_release to true"
)


@pytest.fixture
def sampled(tmp_path: Path) -> dict[str, object]:
    """Return vars for a small sample in a folder of its own."""
    return SAMPLE | {"sample_path": str(tmp_path / "sample")}


def test_releases_say_whether_they_are_generated(
    first_release: FirstRelease, small_release: FirstRelease
) -> None:
    """The generator leaves a mark in its folder, which real data lacks."""
    for release, expected in [(first_release, True), (small_release, False)]:
        published = Published(release.folder / "published")
        asked = "select is_generated from marts.releases"
        assert published.rows(asked) == [(expected,)]


@pytest.mark.parametrize("is_other_file", [False, True])
def test_sample_is_refused_where_real_data_is_published(
    is_other_file: bool,
    sampled: dict[str, object],
    project: Project,
    small_release: FirstRelease,
    small_folder: Path,
) -> None:
    """What is published tells, whichever working file the build has."""
    if is_other_file:
        (small_folder / "traveltide.duckdb").unlink()
    published = Published(small_folder / "published")
    before = published.bytes()
    outcome = project.run(
        "build", *NO_UNIT_TESTS, within=small_folder, **sampled
    )
    assert not outcome.succeeded
    assert outcome.results == []
    raw = small_release.folder / "raw"
    said = IN_THE_WAY.format(folder=published.folder, raw=raw)
    # In one line, and to the letter: the folder's name holds two blanks.
    lines = [line.strip() for line in outcome.output.splitlines()]
    assert said in lines, outcome.output
    assert published.bytes() == before


def test_folder_of_the_generator_is_refused_like_the_sample(
    project: Project, generated: Path, small_folder: Path
) -> None:
    published = Published(small_folder / "published")
    before = published.bytes()
    outcome = project.build(generated, within=small_folder)
    assert "holds a release of real data" in outcome.errors
    assert published.bytes() == before


def test_part_of_a_build_is_not_refused(
    sampled: dict[str, object], project: Project, small_folder: Path
) -> None:
    """It releases nothing anyway."""
    outcome = project.run(
        *("build", *NO_UNIT_TESTS, "--select", "perk_catalogue"),
        within=small_folder,
        **sampled,
    )
    assert "holds a release of real data" not in outcome.output
    assert outcome.results


def test_sample_replaces_real_data_if_told_to(
    sampled: dict[str, object], project: Project, small_folder: Path
) -> None:
    never = [None, None]
    limits = dict.fromkeys(
        ("jaccard_limits", "seed_agreement_limits", "perk_share_limits"), never
    )
    outcome = project.run(
        *("build", *NO_UNIT_TESTS),
        within=small_folder,
        replace_real_release=True,
        **(sampled | limits | {"sample_frequent_share": 0.5}),
    )
    assert outcome.succeeded, outcome.errors
    published = Published(small_folder / "published")
    # The memory of the sample is its own.
    assert published.rows(
        "select raw_location, is_generated from marts.releases"
    ) == [("sample", True)]
