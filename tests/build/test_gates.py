"""A check that fails keeps a release back; one that warns lets it through."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from dbt.contracts.graph.manifest import Manifest
from dbt_project import FILES, Outcome, Project
from published import RELEASABLE, FirstRelease, Published

# Limits that nothing keeps, above or below every value.
TOO_HIGH, TOO_LOW = 99, -1
UNKEPT = {
    "source_match_limits": TOO_HIGH,
    "perk_share_limits": TOO_LOW,
    "jaccard_limits": TOO_HIGH,
    "seed_agreement_limits": TOO_HIGH,
    "structure_limits": TOO_HIGH,
    "psi_limits": TOO_LOW,
    "share_shift_limits": TOO_LOW,
    "centroid_shift_limits": TOO_LOW,
    "identity_conflict_limits": TOO_LOW,
    "release_day_limits": TOO_HIGH,
}
# All but the tests that would stop a build before its gates do.
ONLY_GATES = (
    *("--select", "resource_type:model", "resource_type:seed"),
    *("assert_no_gate_fails", "--indirect-selection", "empty"),
)
# Counts that must be nothing, whatever the vars say.
FIXED = {
    "cohort_users_without_one_perk",
    "perks_without_evidence",
    "active_perks_without_users",
}


def kept_back(
    project: Project,
    raw: Path,
    folder: Path,
    *words: str,
    **variables: object,
) -> Outcome:
    """Build, and check that published files kept their bytes."""
    published = Published(folder / "published")
    before = published.bytes()
    outcome = project.build(
        raw, *words, within=folder, **RELEASABLE | variables
    )
    assert not outcome.succeeded
    assert "Nothing is released, the published files stay" in outcome.output
    assert published.bytes() == before
    assert published.leftovers() == []
    return outcome


def failures(outcome: Outcome) -> dict[str, tuple[float, str, float]]:
    """Return value, side and limit of each check that one line names."""
    (line,) = (
        each
        for each in outcome.output.splitlines()
        if "nothing is released: " in each
    )
    return {
        check: (float(value), side, float(limit))
        for check, value, side, limit in re.findall(
            r"(\w+) is (\S+), expected (at least|at most)"
            r" (-?[\d.]+?)(?=;|\. |$)",
            line,
        )
    }


def changed_raw(raw: Path, folder: Path, **changes: object) -> Path:
    """Copy raw files, each passed as text through a function of its name."""
    folder.mkdir()
    for name in FILES:
        file = f"{name}.csv"
        if name in changes:
            table = pd.read_csv(raw / file, dtype=str, keep_default_na=False)
            changes[name](table).to_csv(folder / file, index=False)
        else:
            shutil.copy(raw / file, folder)
    return folder


def with_errors(manifest: Manifest) -> None:
    """Leave one user out and give what speaks for another perk.

    One group is all that so few users make, which has no scores to judge: those
    of two groups stand in.
    """
    choices, checks = (
        manifest.nodes[f"model.traveltide.{name}"]
        for name in ("int_user_perk_choices", "model_checks")
    )
    choices.raw_code = choices.raw_code.replace(
        "select * from user_perk_choices",
        """
        select * replace (
            case primary_signal when 'cancels' then 'bags' else primary_signal
            end as primary_signal
        )
        from user_perk_choices
        where user_id != (
            select min(user_id) from user_perk_choices where is_in_cohort
        )
        """,
    )
    checks.raw_code = checks.raw_code.replace(
        "scores.is_chosen", "scores.k = 2"
    )


def test_every_check_stops_a_release(
    pageless: Project, generated: Path, folder: Path
) -> None:
    """What must never be takes a model with an error, and no test of it."""
    broken = pageless.changed(with_errors)
    variables = {name: [None, limit] for name, limit in UNKEPT.items()}
    outcome = kept_back(broken, generated, folder, *ONLY_GATES, **variables)
    gates = outcome.warehouse.rows(
        "select check_name, limit_name, value, expected_side"
        " from marts.quality_gates where limit_name != 'users_kept_limits'"
    )
    assert {limit for _, limit, _, _ in gates} == {*UNKEPT, "none"}
    assert {check for check, limit, _, _ in gates if limit == "none"} == FIXED
    found = failures(outcome)
    assert set(found) == {check for check, _, _, _ in gates}
    for check, limit, value, side in gates:
        expected = pytest.approx(value, abs=1e-4), side, UNKEPT.get(limit, 0)
        assert found[check] == expected
    assert found["cohort_users_without_one_perk"][0] == 1
    assert found["active_perks_without_users"][0] == 1
    assert found["perks_without_evidence"][0] > 1
    assert "if the data is right, call make retrain" in outcome.errors


def test_other_data_of_an_earlier_day(
    pageless: Project, generated: Path, folder: Path, tmp_path: Path
) -> None:
    """Of other users, and few of their flights: bags are not what they were."""

    def renamed(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(user_id="9" + table["user_id"].str.zfill(7))

    raw = changed_raw(
        generated,
        tmp_path / "raw",
        users=renamed,
        sessions=renamed,
        flights=lambda table: table[::20],
    )
    ((last_day,),) = Published(folder / "published").rows(
        "select max(as_of_date) from marts.releases"
    )
    earlier = str(last_day - pd.Timedelta(days=3))
    outcome = kept_back(pageless, raw, folder, as_of_date=earlier)
    found = failures(outcome)
    assert found["users_of_last_release_kept"] == (0, "at least", 0.5)
    assert found["days_since_last_release"] == (-3, "at least", 0)
    assert found["booked_flights_found"] == (
        *(pytest.approx(0.05, abs=0.005), "at least", 0.8),
    )
    assert "booked_hotels_found" not in found
    value, side, limit = found["psi_bags"]
    assert value > limit == 0.25
    assert side == "at most"
    assert outcome.warehouse.rows(
        "select round(psi, 4), status from marts.signal_drift"
        " where signal = 'bags'"
    ) == [(value, "fail")]
    assert "If this is other data, name another working file" in outcome.errors


def test_warning_is_shown_and_released(first_release: FirstRelease) -> None:
    warned = Published(first_release.folder / "published").rows(
        "select check_name, value from marts.quality_gates"
        " where status = 'warn' order by check_name"
    )
    lines = [
        line.partition("Warning: ")[2]
        for line in first_release.outcome.output.splitlines()
        if "Warning: " in line
    ]
    for (check, value), line in zip(warned, lines, strict=True):
        is_drift = check.startswith("psi_")
        expected = f"at most {TOO_LOW}" if is_drift else "at least 0.99"
        assert line.startswith(
            f"{check} is {round(value, 4)}, expected {expected}"
        )
        assert ("a retrain is due (make retrain)" in line) == is_drift
    assert len(warned) > 1
