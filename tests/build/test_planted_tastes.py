"""Tastes that were planted are found, and nobody is called sure without one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, cached_property
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from compare_perks import assert_same
from dbt_project import NO_TESTS, Outcome, Project
from planted import (
    TASTES,
    Planted,
    Planting,
    best_guesses,
    plant,
    rates_by_taste,
    recovery,
)
from reference_perks import (
    fallback_of,
    learn,
    one_group,
    read_catalogue,
    score,
)
from small_raw import write_small

# Each with what the best rule recovers.
PLANTINGS = {
    "odds 4, nine trips": (Planting(odds=4, trips=9), 0.70),
    "odds 4, 2.8 trips": (Planting(odds=4, trips=2.8), 0.51),
    "odds 8, nine trips": (Planting(odds=8, trips=9), 0.84),
}
# Over twelve seeds the rule stays 2.8 to 4.6 points behind.
BEHIND = pytest.mark.xfail(reason="3.4 points behind on average", strict=False)
NAMES = [
    pytest.param(name, marks=[BEHIND] if planting.odds > 4 else [])
    for name, (planting, _) in PLANTINGS.items()
]
NO_TASTE = (Planting(odds=1, trips=9), Planting(odds=1, trips=2.8))
BANDS = ((0.5, 0.65), (0.65, 0.8), (0.8, 0.9), (0.9, 1.0))
USERS_IN_A_BAND = 500
POINTS = 0.03
# Over how many days the trips are spread.
DAYS = 200


def score_by_reference(given: Planted) -> pd.DataFrame:
    """Learn from the measures and score them, without SQL."""
    measures = given.measures
    catalogue = read_catalogue()
    model = learn(measures, catalogue)
    scores = score(measures, model, one_group(), catalogue, fallback_of())
    return scores.perks


@dataclass(frozen=True)
class Engine:
    """The models that learn and score, begun at measures that were planted."""

    project: Project
    folder: Path

    @cached_property
    def raw(self) -> Path:
        """Write the raw files of some users who decide nothing."""
        raw = self.folder / "raw"
        raw.mkdir()
        return write_small(raw)

    @cached_property
    def prepared(self) -> Outcome:
        """Build what the engine asks for beside the measures: the days."""
        return self.build("--select", "+int_active_window")

    def build(self, *words: str) -> Outcome:
        """Build some models and the seeds that they go by."""
        outcome = self.project.build(
            self.raw, *words, *NO_TESTS, within=self.folder
        )
        assert outcome.succeeded, outcome.errors
        return outcome

    def score(self, given: Planted) -> pd.DataFrame:
        """Put what was planted in its place, learn from it and score it."""
        warehouse = self.prepared.warehouse
        ((last_day,),) = warehouse.rows(
            "select as_of_date from facts.int_active_window"
        )
        first_day = last_day - timedelta(days=DAYS)
        planted_rows = {
            "user_measures": given.measures.reset_index(),
            "user_experiences": given.experiences(first_day, last_day),
        }
        with duckdb.connect(str(warehouse.path)) as connection:
            connection.execute("create schema if not exists measures")
            for name, rows in planted_rows.items():
                connection.register("planted_rows", rows)
                connection.execute(
                    f"create or replace table measures.{name}"
                    " as select * from planted_rows"
                )
        # A model of another planting would be scored with.
        warehouse.execute("drop table if exists history.int_releases")
        self.build(
            *("--select", "+user_perks"),
            *("--exclude", "+user_measures,resource_type:model"),
            "+user_experiences,resource_type:model",
        )
        perks = warehouse.frame(
            "select user_id, primary_perk, certainty, confidence, is_fallback"
            " from marts.user_perks order by user_id"
        ).set_index("user_id")
        own = perks["primary_perk"].mask(perks["is_fallback"])
        signals = own.map(read_catalogue()["signal"])
        return perks.assign(primary_signal=signals)


SCORERS = ("reference", "sql")
Scored = Callable[[str, Planting], pd.DataFrame]


@cache
def planted(planting: Planting) -> Planted:
    return plant(planting)


@pytest.fixture(scope="module")
def scored(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Scored:
    """Return primary_signal and certainty of each user, worked out once."""
    engine = Engine(project, tmp_path_factory.mktemp("engine"))
    scorers = {"reference": score_by_reference, "sql": engine.score}

    @cache
    def work_out(scorer: str, planting: Planting) -> pd.DataFrame:
        given = planted(planting)
        perks = scorers[scorer](given)
        assert perks.index.tolist() == given.measures.index.tolist()
        return perks

    return work_out


def calibration(perks: pd.DataFrame, given: Planted) -> pd.DataFrame:
    """Return how sure users of each band are, and how many are right."""
    is_right = perks["primary_signal"] == given.tastes
    rows = []
    for lowest, highest in BANDS:
        among = perks["certainty"].between(
            lowest, highest, inclusive="left" if highest < 1 else "both"
        )
        certainty = perks.loc[among, "certainty"].mean()
        rows.append((lowest, among.sum(), certainty, is_right[among].mean()))
    return pd.DataFrame(
        rows, columns=["from", "users", "certainty", "right"]
    ).set_index("from")


@pytest.mark.parametrize("odds", [1, 4, 8])
def test_planting_keeps_the_rates_of_everybody(odds: float) -> None:
    given = planted(Planting(odds=odds, users=40_000))
    counts, trials = (
        given.measures[[f"{taste}_{part}" for taste in TASTES]].sum()
        for part in ("count", "trials")
    )
    pooled = counts.to_numpy() / trials.to_numpy()
    assert pooled == pytest.approx(
        rates_by_taste(odds).mean().to_numpy(), abs=0.005
    )


@pytest.mark.parametrize("name", PLANTINGS)
def test_best_rule_is_as_good_as_was_measured(name: str) -> None:
    """Holds the planting itself to what the method was chosen by."""
    planting, best = PLANTINGS[name]
    given = planted(planting)
    assert recovery(best_guesses(given), given) == pytest.approx(best, abs=0.02)


@pytest.mark.parametrize("scorer", SCORERS)
@pytest.mark.parametrize("name", NAMES)
def test_tastes_are_recovered_nearly_as_well_as_can_be(
    scored: Scored, scorer: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    planting, _ = PLANTINGS[name]
    given = planted(planting)
    found = recovery(scored(scorer, planting)["primary_signal"], given)
    best = recovery(best_guesses(given), given)
    with capsys.disabled():
        print(f"\n{name}: {found:.1%} by the {scorer}, {best:.1%} at best")
    assert best - POINTS <= found <= best + 0.01


SURE = Planting(odds=4, trips=9, users=24_000)


@pytest.mark.parametrize("scorer", SCORERS)
def test_certainty_promises_no_more_than_is_true(
    scored: Scored, scorer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = calibration(scored(scorer, SURE), planted(SURE))
    with capsys.disabled():
        print(f"\n{table.round(3)}")
    assert (table["users"] >= USERS_IN_A_BAND).all()
    assert (table["certainty"] - table["right"] <= 0.05).all()


BAND_CASES = [
    pytest.param(
        lowest,
        marks=pytest.mark.xfail(
            reason=".85 is said and .91 are right", strict=True
        )
        if lowest == 0.8
        else [],
    )
    for lowest, _ in BANDS
]


@pytest.mark.parametrize("scorer", SCORERS)
@pytest.mark.parametrize("lowest", BAND_CASES)
def test_certainty_is_borne_out(
    scored: Scored, scorer: str, lowest: float
) -> None:
    table = calibration(scored(scorer, SURE), planted(SURE))
    row = table.loc[lowest]
    assert row["right"] == pytest.approx(row["certainty"], abs=0.05)


@pytest.mark.parametrize("scorer", SCORERS)
@pytest.mark.parametrize("planting", NO_TASTE, ids=["nine trips", "2.8 trips"])
def test_without_taste_nobody_is_sure(
    scored: Scored,
    scorer: str,
    planting: Planting,
    capsys: pytest.CaptureFixture[str],
) -> None:
    perks = scored(scorer, planting)
    found = recovery(perks["primary_signal"], planted(planting))
    largest = perks["certainty"].max()
    with capsys.disabled():
        print(f"\nno taste: {found:.1%} recovered, surest {largest:.2f}")
    assert found <= 1 / len(TASTES) + POINTS
    assert largest < 0.80


LASTING = PLANTINGS["odds 8, nine trips"][0]


def test_lasting_taste_is_called_certain_and_is(
    scored: Scored, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of those whose perk is called certain, most have that very taste."""
    perks = scored("sql", LASTING)
    is_high = perks["confidence"] == "high"
    is_right = perks["primary_signal"] == planted(LASTING).tastes
    with capsys.disabled():
        print(
            f"\n{is_high.mean():.1%} high, {is_right[is_high].mean():.1%} right"
        )
    assert is_high.mean() >= 0.2
    assert is_right[is_high].mean() >= 0.85


@pytest.mark.parametrize("planting", NO_TASTE, ids=["nine trips", "2.8 trips"])
def test_without_taste_nobody_is_called_certain(
    scored: Scored, planting: Planting
) -> None:
    assert "high" not in set(scored("sql", planting)["confidence"])


@pytest.mark.parametrize("name", PLANTINGS)
def test_engine_equals_the_reference(scored: Scored, name: str) -> None:
    planting, _ = PLANTINGS[name]
    built, expected = (scored(each, planting) for each in ("sql", "reference"))
    assert_same(built, expected[["primary_signal", "certainty"]])
