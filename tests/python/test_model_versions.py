"""Models over several builds: pinned, trained anew, turned down, taken back."""

from pathlib import Path

import pytest
from dbt_project import NO_TESTS, Outcome, Project

# So few users have no stable segments, and move with every week; neither is
# the point here.
LENIENT = {
    f"{name}_limits": [None, None]
    for name in (
        "jaccard",
        "seed_agreement",
        "psi",
        "share_shift",
        "centroid_shift",
        "identity_conflict",
        "users_kept",
        "perk_share",
    )
} | {"evaluation_sample_max": 300, "resample_count": 2}
# The day of the first release; later ones are of the data's last day.
FIRST_DAY = {"as_of_date": "2023-07-14"}
# Nothing can move so little.
IMPOSSIBLE = {"share_shift_limits": [None, -1]}
# Another prior is another measure, and so another model.
OTHER_PRIOR = {"prior_strength": 3}


def build(
    project: Project, raw: Path, folder: Path, **variables: object
) -> Outcome:
    return project.build(raw, within=folder, **(LENIENT | variables))


def models(outcome: Outcome) -> dict[str, tuple[str, str | None]]:
    """Return what is remembered of each model: its status, and why."""
    return {
        version: (status, reason)
        for version, status, reason in outcome.warehouse.rows(
            "select model_version, status, status_reason"
            " from remembered.model_versions"
        )
    }


def used_model(outcome: Outcome) -> str:
    ((version,),) = outcome.warehouse.rows(
        "select distinct model_version from marts.user_perks"
    )
    return version


def published_bytes(folder: Path) -> dict[Path, bytes]:
    return {
        path: path.read_bytes()
        for path in (folder / "published").rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def first(project: Project, generated: Path, folder: Path) -> Outcome:
    """Release a first model."""
    outcome = build(project, generated, folder, **FIRST_DAY)
    assert outcome.succeeded, outcome.errors
    return outcome


@pytest.fixture(scope="module")
def first_model(first: Outcome) -> str:
    version = used_model(first)
    assert models(first) == {version: ("champion", "first model")}
    return version


PLAN = ("--select", "int_active_window+1", "int_model_plan", *NO_TESTS)


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        (
            {"model_version": "it's; drop schema marts"},
            "var model_version names no released model: found it's; drop"
            " schema marts, expected one of {model}",
        ),
        (
            OTHER_PRIOR,
            "model {model} was trained on bag_rate as log1p_winsor99",
        ),
        (OTHER_PRIOR, "prior strength 3: call make retrain, or take the"),
        (
            {"cohort": "mastery_2023"},
            "model {model} was trained on frequent_2023 since 2023-01-04: more"
            " than 7 sessions; now there is mastery_2023 since 2023-01-04: more"
            " than 6 sessions: call make retrain, or take the change back",
        ),
    ],
    ids=["unknown version", "other signals", "what to do", "another cohort"],
)
def test_a_model_that_does_not_fit_stops_the_build(
    project: Project,
    generated: Path,
    folder: Path,
    first_model: str,
    variables: dict[str, object],
    expected: str,
) -> None:
    outcome = project.build(
        generated, *PLAN, within=folder, **(LENIENT | FIRST_DAY | variables)
    )
    assert not outcome.succeeded
    assert expected.format(model=first_model) in outcome.errors, outcome.errors
    assert "Traceback" not in outcome.output


@pytest.fixture(scope="module")
def rejected(
    project: Project, generated: Path, folder: Path, first_model: str
) -> tuple[Outcome, dict[Path, bytes]]:
    """Train a model that a check turns down, and what was published before."""
    before = published_bytes(folder)
    outcome = build(
        project,
        generated,
        folder,
        retrain=True,
        **OTHER_PRIOR,
        **IMPOSSIBLE,
    )
    return outcome, before


def test_a_model_turned_down_is_not_released_but_remembered(
    rejected: tuple[Outcome, dict[Path, bytes]], first_model: str, folder: Path
) -> None:
    outcome, before = rejected
    assert not outcome.succeeded
    new = used_model(outcome)
    assert new != first_model
    assert (
        f"The new model {new} is turned down and {first_model} stays in force;"
        " to accept it, set var accepted_model to its name"
    ) in outcome.errors
    assert published_bytes(folder) == before
    found = models(outcome)
    assert found.keys() == {first_model, new}
    assert found[first_model] == ("champion", "first model")
    status, reason = found[new]
    assert status == "rejected"
    assert reason.startswith("largest_segment_share_shift ")


def test_a_model_turned_down_cannot_be_asked_for(
    project: Project,
    generated: Path,
    folder: Path,
    rejected: tuple[Outcome, dict[Path, bytes]],
    first_model: str,
) -> None:
    new = used_model(rejected[0])
    outcome = project.build(
        generated, *PLAN, within=folder, model_version=new, **OTHER_PRIOR
    )
    assert not outcome.succeeded
    assert (
        f"names no released model: found {new}, expected one of {first_model}"
    ) in outcome.errors


@pytest.fixture(scope="module")
def accepted(
    project: Project,
    generated: Path,
    folder: Path,
    rejected: tuple[Outcome, dict[Path, bytes]],
) -> Outcome:
    """Train the same model again, accepted by its name."""
    outcome = build(
        project,
        generated,
        folder,
        retrain=True,
        accepted_model=used_model(rejected[0]),
        **OTHER_PRIOR,
        **IMPOSSIBLE,
    )
    assert outcome.succeeded, outcome.errors
    return outcome


def test_an_accepted_model_replaces_the_champion(
    accepted: Outcome, first_model: str
) -> None:
    new = used_model(accepted)
    assert models(accepted) == {
        first_model: ("retired", "first model"),
        new: ("champion", "asked for"),
    }
    assert accepted.warehouse.rows(
        "select status from marts.quality_gates"
        " where limit_name = 'share_shift_limits'"
    ) == [("accepted",)]
    # Whoever was there before has another model from that day on.
    assert accepted.warehouse.rows(
        "select distinct valid_from = (select as_of_date from"
        " intermediate.int_active_window), change_reason like 'model changed%'"
        " from marts.perk_history as later where exists ("
        "     from marts.perk_history as earlier"
        "     where earlier.user_id = later.user_id"
        "     and earlier.valid_to = later.valid_from"
        " )"
    ) == [(True, True)]
    versions = accepted.warehouse.rows(
        "select distinct model_version from marts.segment_centroids"
    )
    assert {version for (version,) in versions} == {first_model, new}


def test_an_earlier_model_is_taken_back(
    project: Project,
    generated: Path,
    folder: Path,
    accepted: Outcome,
    first: Outcome,
    first_model: str,
) -> None:
    """It gives its users what it would have given them before."""
    new = used_model(accepted)
    outcome = build(project, generated, folder, model_version=first_model)
    assert outcome.succeeded, outcome.errors
    assert used_model(outcome) == first_model
    assert models(outcome) == {
        first_model: ("champion", "taken back"),
        new: ("retired", "asked for"),
    }
    # The day was built twice more; the first model's intervals go on.
    assert outcome.warehouse.rows(
        "select count(*) from marts.perk_history where model_version = '"
        + new
        + "'"
    ) == [(0,)]
    assert outcome.warehouse.rows(
        "select count(*) > 0 from marts.perk_history"
        " where valid_to is null and valid_from = '2023-07-14'"
    ) == [(True,)]
