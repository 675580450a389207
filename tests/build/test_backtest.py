"""The backtest of a build: the clock set back, and against a second opinion."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from compare_perks import assert_same, table
from dbt_project import Outcome, Project, Warehouse
from reference_backtest import Cut, lifts, log_losses, set_back
from reference_features import read_raw
from reference_perks import SIGNALS, read_catalogue

FORECASTS = (
    *("user_count", "experience_count", "rate_before", "rate_after"),
    *("constant_log_loss", "posterior_log_loss"),
)
LIFTS = (
    *("user_count", "experience_count", "did"),
    *("expected", "lift", "lower_end", "upper_end"),
)
FROZEN = ("perk_persistence", "policy_backtest", "signal_forecasts")


def cuts_of(warehouse: Warehouse) -> list[date]:
    rows = warehouse.rows(
        "select distinct cut from learn.int_model_forecasts order by cut"
    )
    return [cut for (cut,) in rows]


def clusters_of(warehouse: Warehouse) -> dict[date, pd.Series]:
    """Return who was in which segment at each cut."""
    rows = table(warehouse, "learn.ml_backtest_segments", "cut", "user_id")
    return {
        cut.date(): rows.loc[cut, "cluster"]
        for cut in rows.index.get_level_values("cut").unique()
    }


def built_lifts(warehouse: Warehouse) -> pd.DataFrame:
    """Return what was measured, all cuts or signals called ""."""
    rows = warehouse.frame(
        "select coalesce(cast(cut as varchar), '') as cut, policy,"
        " coalesce(signal, '') as signal, * exclude (cut, policy, signal)"
        " from learn.int_model_lifts where policy != 'one_perk'"
    )
    return rows.set_index(["cut", "policy", "signal"]).sort_index()


def assert_same_backtest(warehouse: Warehouse, cuts: list[Cut]) -> None:
    """Compare every cut, policy and signal."""
    assert [cut.day for cut in cuts] == cuts_of(warehouse)
    forecasts = table(warehouse, "learn.int_model_forecasts", "cut", "signal")
    for cut in cuts:
        found = forecasts.loc[pd.Timestamp(cut.day)]
        expected = log_losses(cut).sort_index()
        assert_same(found, expected[list(FORECASTS)])
    expected = lifts(cuts, clusters_of(warehouse), read_catalogue())
    found = built_lifts(warehouse)
    # Counts and sums are published with six decimals, over up to eight cuts.
    pd.testing.assert_frame_equal(
        found[list(LIFTS)].astype(float),
        expected[list(LIFTS)].astype(float),
        rtol=0,
        atol=1e-5,
    )


def test_experiences_add_up_to_measures(built: Outcome) -> None:
    """In their last state, of every user and signal."""
    columns = [
        f"{name}_{part}" for name in SIGNALS for part in ("count", "trials")
    ]
    sums = ", ".join(
        f"cast(sum({each}) as bigint) as {each}" for each in columns
    )
    found = built.warehouse.frame(
        f"select user_id, {sums} from measures.user_experiences"
        " where known_until is null group by user_id order by user_id"
    ).set_index("user_id")
    measures = table(built.warehouse, "measures.user_measures", "user_id")
    travelled = measures[measures["experience_count"] > 0]
    assert_same(found, travelled[columns])


def test_backtest_equals_the_reference(built: Outcome, generated: Path) -> None:
    raw = read_raw(generated)
    days = cuts_of(built.warehouse)
    assert len(days) == 8
    assert_same_backtest(built.warehouse, [set_back(raw, day) for day in days])


def test_a_backtest_is_a_small_part_of_a_build(built: Outcome) -> None:
    """Both are slowed alike by whatever else the machine does."""
    seconds = {
        result.node.original_file_path: result.execution_time
        for result in built.results
        if result.node.resource_type == "model"
    }
    backtest = {
        path: taken for path, taken in seconds.items() if "backtest" in path
    }
    assert len(backtest) >= 7
    assert sum(backtest.values()) <= 0.2 * sum(seconds.values())


def test_high_is_earned_by_both(built: Outcome) -> None:
    """And given to those alone whose perk has earned it."""
    persistence = table(built.warehouse, "marts.perk_persistence", "signal")
    lifts = built_lifts(built.warehouse).loc["", "individual"]
    lasts = persistence["lower"] > 0
    meets = lifts["lower_end"].reindex(persistence.index) > 1
    earned = persistence["is_high_earned"]
    assert earned.equals((lasts & meets).rename("is_high_earned"))
    assert (
        persistence["why_not_high"].isna().equals(earned.rename("why_not_high"))
    )
    assert earned.any()
    assert not earned.all()
    perks = built.warehouse.frame(
        "select primary_perk, confidence, cohort_status = 'cohort'"
        " and not is_fallback and certainty >= 0.80 as is_sure"
        " from marts.user_perks"
    )
    may = perks["primary_perk"].isin(persistence.loc[earned, "perk_code"])
    is_high = perks["confidence"] == "high"
    assert is_high.any()
    assert is_high.equals((may & perks["is_sure"]).rename("confidence"))


def test_one_perk_for_everybody_is_chance(built: Outcome) -> None:
    rows = built.warehouse.frame(
        "select * from learn.int_model_lifts where policy = 'one_perk'"
    )
    assert len(rows)
    ends = rows[["lift", "lower_end", "upper_end"]]
    assert ends.to_numpy() == pytest.approx(1)


def test_what_is_earned_is_frozen_with_the_model(
    project: Project, folder: Path, generated: Path
) -> None:
    """A build that scores with a known model looks back at nothing."""
    warehouse = project.warehouse(folder)
    tables = [f"marts.{name}" for name in FROZEN]
    before = {
        name: warehouse.rows(f"from {name} order by all") for name in tables
    }
    assert all(before.values())
    outcome = project.build(
        generated, within=folder, backtest_cuts=["2023-05-10"]
    )
    assert outcome.succeeded, outcome.errors
    assert warehouse.rows("select count(*) from learn.int_backtest_users") == [
        (0,)
    ]
    for name in tables:
        assert warehouse.rows(f"from {name} order by all") == before[name]
