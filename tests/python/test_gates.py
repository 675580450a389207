"""A check that fails keeps a release back; one that warns lets it through."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from dbt_project import FILES, Outcome, Project, copied_project
from published import RELEASABLE, FirstRelease, Published

# Limits that nothing keeps, above or below every value.
TOO_HIGH, TOO_LOW = 1.01, -1
UNKEPT = {
    "source_match_limits": TOO_HIGH,
    "perk_share_limits": TOO_LOW,
    "jaccard_limits": TOO_HIGH,
    "seed_agreement_limits": TOO_HIGH,
    "psi_limits": TOO_LOW,
    "share_shift_limits": TOO_LOW,
    "centroid_shift_limits": TOO_LOW,
    "identity_conflict_limits": TOO_LOW,
    "users_kept_limits": TOO_HIGH,
    "release_day_limits": TOO_HIGH,
}
# Counts that must be nothing, whatever the vars say.
FIXED = {
    "cohort_users_without_one_perk",
    "perks_without_evidence",
    "active_perks_without_users",
}


def kept_back(
    project: Project, raw: Path, folder: Path, **variables: object
) -> Outcome:
    """Build, and check that published files kept their bytes."""
    published = Published(folder / "published")
    before = published.bytes()
    outcome = project.build(raw, within=folder, **RELEASABLE | variables)
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


def test_every_limit_stops_a_release(
    project: Project, generated: Path, folder: Path
) -> None:
    variables = {name: [None, limit] for name, limit in UNKEPT.items()}
    outcome = kept_back(project, generated, folder, **variables)
    gates = outcome.warehouse.rows(
        "select check_name, limit_name, value, expected_side"
        " from marts.quality_gates where limit_name != 'none'"
    )
    assert {limit for _, limit, _, _ in gates} == set(UNKEPT)
    found = failures(outcome)
    assert set(found) == {check for check, _, _, _ in gates}
    for check, limit, value, side in gates:
        expected = (pytest.approx(value, abs=1e-4), side, UNKEPT[limit])
        assert found[check] == expected


def test_what_must_never_be_stops_a_release(
    project: Project, generated: Path, folder: Path, tmp_path: Path
) -> None:
    """No input does it: only a model with an error, if its tests miss it."""
    root = copied_project(tmp_path / "project")
    model = root / "models/engine/marts/user_perks.sql"
    sql = model.read_text(encoding="utf-8")
    sql = sql.replace(
        "        primary_perk,\n",
        "        case when users_with_perks.primary_perk"
        " = 'no_cancellation_fees'"
        " then 'free_checked_bag' else users_with_perks.primary_perk end"
        " as primary_perk,\n",
        1,
    )
    sql = sql.replace(
        "    from users_with_perks\n",
        "    from users_with_perks where user_id != (select min(user_id)"
        " from users_with_perks where cohort_status = 'cohort')\n",
    )
    model.write_text(sql, encoding="utf-8")
    for test in (root / "tests/marts").glob("*.sql"):
        test.unlink()
    broken = Project(tmp_path / "scratch", root)
    found = failures(kept_back(broken, generated, folder))
    assert set(found) == FIXED
    assert found["cohort_users_without_one_perk"] == (1, "at most", 0)
    assert found["active_perks_without_users"] == (1, "at most", 0)
    assert found["perks_without_evidence"][0] > 1


def test_extract_with_few_of_its_flights(
    project: Project, generated: Path, folder: Path, tmp_path: Path
) -> None:
    """Signals that flights tell of are then not what they were, either."""
    raw = changed_raw(
        generated, tmp_path / "raw", flights=lambda table: table[::20]
    )
    outcome = kept_back(project, raw, folder)
    found = failures(outcome)
    value, side, limit = found["booked_flights_found"]
    assert value == pytest.approx(0.05, abs=0.005)
    assert (side, limit) == ("at least", 0.8)
    assert "booked_hotels_found" not in found
    value, side, limit = found["psi_bag_rate"]
    assert value > limit == 0.25
    assert side == "at most"
    assert "if the data is right, call make retrain" in outcome.errors
    assert outcome.warehouse.rows(
        "select round(psi, 4), status from marts.signal_drift"
        " where signal = 'bag_rate'"
    ) == [(value, "fail")]


def test_data_of_other_users_and_an_earlier_day(
    project: Project, generated: Path, folder: Path, tmp_path: Path
) -> None:
    def renamed(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(user_id="9" + table["user_id"].str.zfill(7))

    raw = changed_raw(
        generated, tmp_path / "raw", users=renamed, sessions=renamed
    )
    ((last_day,),) = Published(folder / "published").rows(
        "select max(as_of_date) from marts.releases"
    )
    earlier = str(last_day - pd.Timedelta(days=3))
    outcome = kept_back(project, raw, folder, as_of_date=earlier)
    found = failures(outcome)
    assert found["users_of_last_release_kept"] == (0, "at least", 0.5)
    assert found["days_since_last_release"] == (-3, "at least", 0)
    assert "If this is other data, name another working file" in outcome.errors


def test_too_many_rejected_rows(
    project: Project, generated: Path, folder: Path, tmp_path: Path
) -> None:
    raw = changed_raw(
        generated,
        tmp_path / "raw",
        hotels=lambda table: table.assign(
            nights=table["nights"].where(table.index % 50 > 0, "many")
        ),
    )
    outcome = kept_back(project, raw, folder)
    assert re.search(
        r"raw file hotels: \d+ of \d+ rows cannot be used, more than the share"
        r" 0\.001 of var max_rejected_share: \d+ x nights",
        outcome.errors,
    )


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
