"""Models over several builds: pinned, trained anew, turned down, taken back."""

import subprocess
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from dbt.contracts.graph.nodes import ModelNode
from dbt_project import NO_TESTS, ROOT, Outcome, Project
from published import RELEASABLE, FirstRelease, Published

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
}
# Nothing can move so little.
IMPOSSIBLE = {"share_shift_limits": [None, -1]}
# Another prior is another measure, and so another model.
OTHER_PRIOR = {"prior_strength": 3}
THIRD_PRIOR = {"prior_strength": 2}

# What turns a model down, without the pages and the tests of rows.
TO_CHECKS = (
    *("--select", "+assert_no_gate_fails", "+user_perks"),
    *("+int_model_versions", "released_files"),
    *("--exclude", "test_type:generic", "test_type:unit"),
)
PLAN = (
    "--select",
    "int_earlier_*",
    "int_active_window",
    "int_model_plan",
    *NO_TESTS,
)


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


@dataclass(frozen=True)
class Builds:
    """Builds of one day."""

    project: Project
    raw: Path
    folder: Path
    day: str

    def __call__(self, *words: str, **variables: object) -> Outcome:
        """Build with these vars."""
        settings = LENIENT | {"as_of_date": self.day} | variables
        return self.project.build(
            self.raw, *words, within=self.folder, **settings
        )


def models(outcome: Outcome) -> dict[str, tuple[str, str | None]]:
    """Return what is remembered of each model: its status, and why."""
    return {
        version: (status, reason)
        for version, status, reason in outcome.warehouse.rows(
            "select model_version, case"
            " when model_version = (select max_by(model_version, released_at)"
            "     from history.int_releases) then 'champion'"
            " when model_version in (select model_version"
            "     from history.int_releases) then 'retired'"
            " else 'rejected' end, coalesce(rejection_reason, training_reason)"
            " from history.int_trained_versions"
        )
    }


def versions(published: Published) -> dict[str, tuple[str, str, str]]:
    """Return status, reason and predecessor of each published version."""
    rows = published.rows(
        "select model_version, status, status_reason, compared_with"
        " from marts.model_versions"
    )
    return {version: (*rest,) for version, *rest in rows}


def used_model(outcome: Outcome) -> str:
    ((version,),) = outcome.warehouse.rows(
        "select distinct model_version from marts.user_perks"
    )
    return version


@pytest.fixture(scope="module")
def published(module_folder: Path) -> Published:
    return Published(module_folder / "published")


@pytest.fixture(scope="module")
def first_model(first_release: FirstRelease) -> str:
    version = used_model(first_release.outcome)
    expected = {version: ("champion", "first model")}
    assert models(first_release.outcome) == expected
    return version


@pytest.fixture(scope="module")
def unchanged(
    project: Project, generated: Path, module_folder: Path, first_model: str
) -> tuple[Outcome, dict[str, tuple[int, int]]]:
    """Build the same day again, asking for what only a training heeds."""
    before = Published(module_folder / "published").digest()
    outcome = project.build(
        generated, within=module_folder, **RELEASABLE, segment_count=4
    )
    assert outcome.succeeded, outcome.errors
    return outcome, before


def test_next_build_scores_with_the_first_model(
    unchanged: tuple[Outcome, dict[str, tuple[int, int]]],
    first_model: str,
    published: Published,
) -> None:
    """Whatever the vars of the training say: then a line says so."""
    outcome, before = unchanged
    assert models(outcome) == {first_model: ("champion", "first model")}
    (line,) = (
        each
        for each in outcome.output.splitlines()
        if "Not in force before the next retrain" in each
    )
    assert line.endswith(
        "(make retrain): segment_count is 4, not auto as in the training of"
        f" model {first_model}"
    )
    after = published.digest()
    # There is now a release to be compared with. The history is the same: a
    # day that is built twice is remembered once.
    assert {name for name in after if after[name] != before[name]} == {
        "quality_gates"
    }


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        (
            {"model_version": "it's; drop schema marts"},
            "var model_version is it's; drop schema marts, expected null or one"
            " of {model}",
        ),
        (
            OTHER_PRIOR,
            "model {model} was trained on bags (share), cancels (share),"
            " deals (share), bundles (share), nights (rate), prior strength 4;"
            " now there is bags (share)",
        ),
        (OTHER_PRIOR, "prior strength 3: call make retrain, or undo the"),
        (
            {"cohort": "mastery_2023"},
            "model {model} was trained on frequent_2023 since 2023-01-04: more"
            " than 7 sessions; now there is mastery_2023 since 2023-01-04: more"
            " than 6 sessions: call make retrain, or undo the change (seed"
            " cohort_definitions, var cohort)",
        ),
    ],
    ids=["unknown version", "other signals", "what to do", "another cohort"],
)
def test_a_model_that_does_not_fit_stops_the_build(
    project: Project,
    generated: Path,
    module_folder: Path,
    first_model: str,
    variables: dict[str, object],
    expected: str,
) -> None:
    outcome = project.build(generated, *PLAN, within=module_folder, **variables)
    assert not outcome.succeeded
    assert expected.format(model=first_model) in outcome.errors, outcome.errors
    assert "Traceback" not in outcome.output


def test_changed_signal_demands_a_retrain(
    project: Project, generated: Path, module_folder: Path, first_model: str
) -> None:
    """Signals are what the declaration of the measures says."""

    def measure_another_way(node: ModelNode) -> None:
        (nights,) = (
            signal
            for signal in node.config.meta["signals"]
            if signal["name"] == "nights"
        )
        nights["family"] = "share"

    changed = project.changed_model("user_measures", measure_another_way)
    outcome = changed.build(generated, *PLAN, within=module_folder)
    assert not outcome.succeeded
    assert f"model {first_model} was trained on bags (share)" in outcome.errors
    assert "nights (rate), prior strength 4; now" in outcome.errors
    assert "nights (share), prior strength 4: call make" in outcome.errors
    assert "the declaration of the signals" in outcome.errors


@pytest.fixture(scope="module")
def later(
    project: Project,
    generated: Path,
    module_folder: Path,
    unchanged: object,
) -> Builds:
    """Return builds of a later day, each on top of the one before it."""
    ((day,),) = Published(module_folder / "published").rows(
        "select max(as_of_date) from marts.releases"
    )
    return Builds(
        project, generated, module_folder, str(day + timedelta(days=14))
    )


@pytest.fixture(scope="module")
def rejected(
    later: Builds, published: Published
) -> tuple[Outcome, dict[str, str]]:
    """Train a model that a check turns down, and what was published before."""
    before = published.bytes()
    options = made("retrain")
    assert options == {
        "domain": "traveltide",
        "retrain": True,
        "accepted_model": None,
    }
    return later(*TO_CHECKS, **options, **OTHER_PRIOR, **IMPOSSIBLE), before


def test_a_model_turned_down_is_not_released_but_remembered(
    rejected: tuple[Outcome, dict[str, str]],
    first_model: str,
    published: Published,
) -> None:
    outcome, before = rejected
    assert not outcome.succeeded
    new = used_model(outcome)
    assert new != first_model
    assert (
        f"The new model {new} is turned down and {first_model} stays in force;"
        " to accept it, set var accepted_model to its name"
    ) in outcome.errors
    assert published.bytes() == before
    found = models(outcome)
    assert found.keys() == {first_model, new}
    assert found[first_model] == ("champion", "first model")
    status, reason = found[new]
    assert status == "rejected"
    assert reason.startswith("largest_segment_share_shift ")


def test_a_model_turned_down_cannot_be_asked_for(
    project: Project,
    generated: Path,
    module_folder: Path,
    rejected: tuple[Outcome, dict[str, str]],
    first_model: str,
) -> None:
    new = used_model(rejected[0])
    settings = {"model_version": new, **OTHER_PRIOR}
    outcome = project.build(generated, *PLAN, within=module_folder, **settings)
    assert not outcome.succeeded
    assert (
        f"var model_version is {new}, expected null or one of {first_model}:"
    ) in outcome.errors


@pytest.fixture(scope="module")
def accepted(later: Builds, rejected: tuple[Outcome, dict[str, str]]) -> str:
    """Train the same model again, accepted by its name."""
    options = made("retrain", ACCEPT=used_model(rejected[0]))
    outcome = later(**options, **OTHER_PRIOR, **IMPOSSIBLE)
    assert outcome.succeeded, outcome.errors
    return used_model(outcome)


def test_an_accepted_model_replaces_the_champion(
    accepted: str, first_model: str, later: Builds, published: Published
) -> None:
    assert versions(published) == {
        first_model: ("retired", "first model", None),
        accepted: ("champion", "asked for", first_model),
    }
    assert published.rows(
        "select status from marts.quality_gates"
        " where limit_name = 'share_shift_limits'"
    ) == [("accepted",)]
    # Whoever was there before has another model from that day on.
    assert published.rows(
        f"select distinct valid_from = '{later.day}',"
        " change_reason like 'model changed%'"
        " from marts.perk_history as later where exists ("
        "     from marts.perk_history as earlier"
        "     where earlier.user_id = later.user_id"
        "     and earlier.valid_to = later.valid_from"
        " )"
    ) == [(True, True)]
    assert published.rows(
        "select distinct model_version from marts.segment_centroids order by 1"
    ) == sorted([(first_model,), (accepted,)])


@pytest.fixture(scope="module")
def passed(later: Builds, accepted: str) -> str:
    """Train a third model, which passes every check."""
    outcome = later(**made("retrain"), **THIRD_PRIOR)
    assert outcome.succeeded, outcome.errors
    assert "Not in force" not in outcome.output
    return used_model(outcome)


def test_a_model_that_passes_is_promoted_and_compared(
    passed: str, accepted: str, first_model: str, published: Published
) -> None:
    assert versions(published) == {
        first_model: ("retired", "first model", None),
        accepted: ("retired", "asked for", first_model),
        passed: ("champion", "asked for", accepted),
    }
    ((agreement, changes),) = published.rows(
        "select segment_agreement, perk_change_share from marts.model_versions"
        f" where model_version = '{passed}'"
    )
    # Five segments against three: most users stay with their like.
    assert 0.5 < agreement < 0.9
    assert 0 <= changes < 0.1


def test_an_earlier_model_is_taken_back(
    later: Builds,
    passed: str,
    accepted: str,
    first_model: str,
    published: Published,
) -> None:
    options = made("rollback", TO=first_model)
    assert options == {"domain": "traveltide", "model_version": first_model}
    outcome = later(**options)
    assert outcome.succeeded, outcome.errors
    assert used_model(outcome) == first_model
    assert versions(published) == {
        first_model: ("champion", "rolled back", None),
        accepted: ("retired", "asked for", first_model),
        passed: ("retired", "asked for", accepted),
    }
    # The day was built twice more; the first model's intervals go on.
    assert published.rows(
        "select count(*) from marts.perk_history"
        f" where model_version != '{first_model}'"
    ) == [(0,)]
    assert published.rows(
        "select count(*) > 0 from marts.perk_history"
        f" where valid_to is null and valid_from < '{later.day}'"
    ) == [(True,)]
