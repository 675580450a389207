"""The real cohort, where TRAVELTIDE_REAL_DATA names a folder that holds it."""

import os
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from campaigns import asked, rendered
from compare_perks import (
    assert_same,
    assert_same_model,
    assert_same_perks,
    score_as_built,
    table,
)
from dbt_project import NO_UNIT_TESTS, Outcome, Project, Warehouse
from reference_backtest import log_losses, set_back
from reference_features import read_raw, user_features
from reference_perks import (
    SIGNALS,
    Model,
    Scores,
    fallback_of,
    learn,
    one_group,
    persistence_intervals,
    read_catalogue,
    score,
    user_measures,
)
from test_backtest import assert_same_backtest
from test_briefing import (
    MARK,
    assert_as_marts_say,
    assert_readable,
    needs_chromium,
    parts_of,
    sheets_of,
)
from test_user_features import assert_same_features

FOLDER = os.environ.get("TRAVELTIDE_REAL_DATA")

# Every 14 days from 15 March to 21 June, 10 May among them.
CUTS = [date(2023, 3, 15) + timedelta(days=14 * each) for each in range(8)]

pytestmark = pytest.mark.skipif(
    not FOLDER,
    reason="TRAVELTIDE_REAL_DATA names no folder with the real cohort",
)


@pytest.fixture(scope="module")
def built_real(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Build with every draw that the method asks for: their number counts."""
    outcome = Project(tmp_path_factory.mktemp("unhurried")).build(
        Path(FOLDER).resolve(),
        *NO_UNIT_TESTS,
        within=tmp_path_factory.mktemp("real"),
        backtest_cuts=[str(day) for day in CUTS],
    )
    assert outcome.succeeded, outcome.errors
    return outcome


@pytest.fixture
def real(built_real: Outcome) -> Warehouse:
    return built_real.warehouse


def test_real_features_equal_the_reference(real: Warehouse) -> None:
    """Every user and column, to 1e-9."""
    expected = user_features(read_raw(Path(FOLDER)))
    assert len(expected) == 5998
    assert_same_features(real.user_features(), expected)


FACTS: dict[str, tuple[str, tuple[object, ...]]] = {
    "no row is lost": (
        """
        select list(row_count order by file_name),
            sum(rejected_row_count), sum(repeated_row_count)
        from staging.stg_engine__file_counts
        """,
        ([0, 13717, 14313, 49211, 5998], 0, 0),
    ),
    "as-of date": (
        "select strftime(as_of_date, '%Y-%m-%d') from facts.int_active_window",
        ("2023-07-28",),
    ),
    "trips, cancelled, with both sessions, cancellation only": (
        """
        select count(*), count_if(is_cancelled),
            count_if(is_cancelled and booked_at is not null),
            count_if(booked_at is null)
        from facts.int_trips
        """,
        (16099, 610, 603, 7),
    ),
    "cancelled trips without flight, without hotel": (
        """
        select count_if(is_cancelled and not has_flight),
            count_if(is_cancelled and not has_hotel)
        from facts.int_trips
        """,
        (50, 193),
    ),
    "sessions without and with a trip": (
        "select count_if(trip_id is null), count(trip_id)"
        " from staging.stg_traveltide__sessions",
        (32509, 16702),
    ),
    "cancellation sessions: flags true, amounts null": (
        """
        select count_if(is_flight_booked and is_hotel_booked
                and is_flight_discount_offered and is_hotel_discount_offered),
            count(flight_discount_amount) + count(hotel_discount_amount),
            count_if(page_click_count = 200),
            count_if(ended_at - started_at = interval 2 hours)
        from staging.stg_traveltide__sessions where is_cancellation
        """,
        (610, 0, 253, 345),
    ),
    "nights: -2, -1, 0, unknown by calendar, check-out before check-in": (
        """
        select count_if(raw_night_count = -2), count_if(raw_night_count = -1),
            count_if(raw_night_count = 0), count_if(is_night_count_unknown),
            count_if(checked_out_at < checked_in_at), max(raw_night_count)
        from staging.stg_traveltide__hotels
        """,
        (1, 104, 1208, 430, 226, 43),
    ),
    "discounts in steps of .05 without noise": (
        """
        select min(amount), max(amount), count_if(amount % 0.05 != 0)
        from (
            select unnest([flight_discount_amount, hotel_discount_amount])
                as amount
            from staging.stg_traveltide__sessions
        )
        """,
        (0.05, 0.6, 0),
    ),
    "flights without return, and without return time": (
        """
        select count_if(not has_return_flight), count_if(returned_at is null),
            count_if(not has_return_flight and returned_at is null)
        from staging.stg_traveltide__flights
        """,
        (597, 597, 597),
    ),
    "fares and prices": (
        """
        select min(base_fare_usd), max(base_fare_usd),
            (
                select list_value(
                    min(room_night_price_usd), max(room_night_price_usd)
                )
                from staging.stg_traveltide__hotels
            )
        from staging.stg_traveltide__flights
        """,
        (2.41, 21548.04, [17, 1376]),
    ),
    "hotel names with a city, with two blanks before the dash": (
        """
        select count_if(hotel_name like '% - %'),
            count_if(hotel_name like '%  - %')
        from staging.stg_traveltide__hotels
        """,
        (14313, 5734),
    ),
    "gender and birth years": (
        """
        select count_if(gender = 'F'), count_if(gender = 'M'),
            count_if(gender = 'O'), count_if(year(birth_date) = 2006)
        from staging.stg_traveltide__users
        """,
        (5292, 695, 11, 233),
    ),
    "users without evidence, in tenths of a per cent": (
        """
        select round(1000 * avg(cast(is_fallback as integer)))
        from marts.user_perks
        """,
        (129,),
    ),
}


@pytest.mark.parametrize("fact", FACTS)
def test_real_cohort_is_as_it_was_counted(fact: str, real: Warehouse) -> None:
    query, expected = FACTS[fact]
    (row,) = real.rows(query)
    numbers = [
        [float(each) for each in value]
        if isinstance(value, list)
        else value
        if isinstance(value, str)
        else float(value)
        for value in row
    ]
    assert numbers == list(expected)


# The method's figures: first without SQL, then as they are built

RATES = (0.509159, 0.037891, 0.227258, 0.746594, 4.296549)
PERSISTENCE = {
    "bags": (13157, 0.509159, 3896, 0.004057),
    "cancels": (16092, 0.037472, 4585, -0.003787),
    "deals": (15489, 0.227258, 4450, -0.000787),
    "bundles": (15489, 0.746594, 4450, 0.033975),
}
PERK_SHARES = {
    "free_hotel_night": 0.281,
    "exclusive_discounts": 0.247,
    "free_checked_bag": 0.246,
    "fallback": 0.129,
    "no_cancellation_fees": 0.098,
}
SEGMENT_SIZES = [571, 775, 1024, 1028, 1178, 1422]


@pytest.fixture(scope="module")
def measures() -> pd.DataFrame:
    return user_measures(read_raw(Path(FOLDER)))


@pytest.fixture(scope="module")
def learned(measures: pd.DataFrame) -> Model:
    return learn(measures, read_catalogue())


@pytest.fixture(scope="module")
def scored(measures: pd.DataFrame, learned: Model) -> Scores:
    """Score without segments, which decide no perk by default."""
    catalogue = read_catalogue()
    return score(measures, learned, one_group(), catalogue, fallback_of())


@pytest.fixture
def built_perks(real: Warehouse) -> pd.DataFrame:
    return table(real, "marts.user_perks", "user_id")


def assert_rates(scales: pd.DataFrame) -> None:
    rates = scales.loc[list(SIGNALS), "rate"].round(6)
    assert rates.tolist() == list(RATES)


def assert_persistence(rows: pd.DataFrame) -> None:
    columns = ["observations", "mean_rate", "users_with_two", "rho"]
    for signal, expected in PERSISTENCE.items():
        found = rows.loc[signal, columns].astype(float).round(6)
        assert tuple(found) == expected, signal


def assert_perk_shares(perks: pd.DataFrame) -> None:
    given = perks["primary_perk"].mask(perks["is_fallback"], "fallback")
    shares = given.value_counts(normalize=True).to_dict()
    assert shares == pytest.approx(PERK_SHARES, abs=0.003)


def assert_certainty(perks: pd.DataFrame) -> None:
    """Look, as the method does, at users who have a second choice."""
    certainty = perks.loc[perks["second_perk"].notna(), "certainty"]
    assert certainty.median() == pytest.approx(0.53, abs=0.005)
    assert (certainty >= 0.65).mean() == pytest.approx(0.115, abs=0.001)
    assert (certainty >= 0.80).mean() == pytest.approx(0.001, abs=0.0005)
    assert not (perks["confidence"] == "high").any()


def test_reference_finds_the_figures_of_the_method(
    learned: Model, scored: Scores
) -> None:
    assert_rates(learned.scales)
    assert_persistence(learned.persistence)
    assert_perk_shares(scored.perks)
    assert_certainty(scored.perks)


def test_only_bundling_lasts(measures: pd.DataFrame, real: Warehouse) -> None:
    """Resampling differs from draw to draw: its ends are near, not equal."""
    expected = persistence_intervals(measures)
    found = table(real, "learn.int_signal_persistence", "signal")
    found = found.rename(columns={"lower_end": "lower", "upper_end": "upper"})
    for intervals in (expected, found):
        lasting = intervals.index[intervals["lower"] > 0]
        assert lasting.tolist() == ["bundles"]
    ends = ["lower", "upper"]
    gaps = (found[ends] - expected[ends]).abs()
    width = (expected["upper"] - expected["lower"]).reindex(gaps.index)
    assert gaps.lt(0.2 * width, axis=0).all(axis=None), gaps


def test_built_figures_are_those_of_the_method(
    real: Warehouse, built_perks: pd.DataFrame
) -> None:
    assert_rates(table(real, "learn.int_signal_scales", "signal"))
    assert_persistence(table(real, "learn.int_signal_persistence", "signal"))
    assert_perk_shares(built_perks)
    assert_certainty(built_perks)


FORECASTS = {
    "bags": (0.41873, 0.43294, 0.68454, 0.76061),
    "cancels": (0.02331, 0.05037, 0.21172, 0.24110),
    "deals": (0.22241, 0.21138, 0.51613, 0.56995),
    "bundles": (0.73129, 0.70260, 0.61069, 0.65984),
}


def assert_forecasts(rows: pd.DataFrame) -> None:
    assert (rows["user_count"] == 2794).all()
    assert (rows["experience_count"] == 3534).all()
    losses = ["constant_log_loss", "posterior_log_loss"]
    for signal, expected in FORECASTS.items():
        found = rows.loc[signal, ["rate_before", "rate_after", *losses]]
        assert tuple(found.astype(float).round(5)) == expected, signal


def test_own_past_foretells_less_than_a_constant(real: Warehouse) -> None:
    assert_forecasts(log_losses(set_back(read_raw(Path(FOLDER)), CUTS[4])))
    built = table(real, "marts.signal_forecasts", "cut", "signal").rename(
        columns={"users": "user_count", "bookings": "experience_count"}
    )
    assert_forecasts(built.loc[pd.Timestamp(2023, 5, 10)])


def test_no_policy_beats_chance(real: Warehouse) -> None:
    """At the one cut, and over all eight."""
    assert real.rows(
        "select distinct sum(users), sum(bookings) from marts.policy_backtest"
        " where cut = date '2023-05-10' and policy != 'one_perk'"
        " group by policy"
    ) == [(2620, 3312)]
    for where in ("cut = date '2023-05-10'", "true"):
        lifts = real.rows(
            "select sum(did) / sum(expected) from marts.policy_backtest"
            f" where {where} and policy != 'one_perk' group by policy"
        )
        assert len(lifts) == 4
        assert all(0.975 <= lift <= 1.015 for (lift,) in lifts)
    assert real.rows(
        "select signal, verdict from marts.perk_persistence"
        " where verdict = 'lasts' and perk_code is not null"
    ) == [("bundles", "lasts")]
    assert real.rows(
        "select count(*) from marts.perk_persistence where is_high_earned"
    ) == [(0,)]


# Points of users who book that are found after so many weeks, by the share of
# the cohort that is held out. The method cuts its figures after one decimal.
WEEKS = [4, 6, 8, 12]
DETECTABLE = {
    0.1: [2.9, 3.5, 3.9, 4.6],
    0.2: [2.2, 2.6, 2.9, 3.4],
    0.5: [1.7, 2.1, 2.4, 2.7],
}


def test_a_campaign_detects_what_the_method_says(
    project: Project, real: Warehouse
) -> None:
    query = rendered(project)["detectable"]
    rates = table(real, "measures.base_rates", "weeks").base_rate[WEEKS]
    reach = real.frame(
        "select * from proof.int_campaign_reach where stratum = 'all'"
        " and campaign_id = 'rewards_2023' order by arm, weeks"
    )
    # The standing holdout of a tenth is in no campaign.
    invited = reach.groupby("arm").user_count.first()
    held_out = reach.reference_user_count[0]
    ((cohort,),) = real.rows(
        "select count(*) from marts.user_perks where cohort_status = 'cohort'"
        " and not is_holdout"
    )
    assert invited.sum() + held_out == pytest.approx(cohort, abs=3)
    for share, points in DETECTABLE.items():
        users = {
            "users": [5998 * (1 - share)] * 4,
            "other_users": [5998 * share] * 4,
        }
        found = asked(query, {"variance": rates * (1 - rates)} | users)
        assert 100 * found.value.to_numpy() == pytest.approx(points, abs=0.09)
    arm = reach.loc[reach.arm == "chosen_perk"]
    expected = asked(
        query,
        {
            "variance": rates * (1 - rates),
            "users": arm.user_count.to_numpy(),
            "other_users": arm.reference_user_count.to_numpy(),
        },
    )
    assert arm.detectable_uplift.to_numpy() == pytest.approx(
        expected.value.to_numpy(), abs=1e-5
    )


def test_real_backtest_equals_the_reference(real: Warehouse) -> None:
    raw = read_raw(Path(FOLDER))
    assert_same_backtest(real, [set_back(raw, day) for day in CUTS])


def test_segments_are_those_of_the_method(
    real: Warehouse, built_perks: pd.DataFrame
) -> None:
    sizes = built_perks["segment_key"].value_counts()
    assert sizes["no_signal_yet"] == 775
    assert sorted(sizes) == SEGMENT_SIZES
    counts = table(real, "marts.segment_count_scores", "k")
    chosen = counts[counts["is_chosen"]]
    assert chosen.index.tolist() == [5]
    assert chosen["jaccard_min"].item() >= 0.85
    assert chosen["structure_ratio"].item() >= 1.15


def test_real_perks_equal_the_reference(
    real: Warehouse, measures: pd.DataFrame
) -> None:
    """Every user and column, to 1e-9."""
    built = table(real, "measures.user_measures", "user_id")
    assert_same(built, measures)
    model, scores = score_as_built(real, measures)
    assert_same_model(real, model)
    assert_same_perks(real, measures, scores)


@needs_chromium
def test_briefing_of_the_real_cohort(built_real: Outcome) -> None:
    published = built_real.warehouse.path.parent / "published"
    sheets = sheets_of(published)
    assert_readable(sheets)
    assert_as_marts_say(sheets, Warehouse(published / "traveltide.duckdb"))
    assert not any(MARK in sheet for sheet in sheets)
    # What is shown on it is little, and every sheet that matters says so.
    found, _, invited, _, backtest, risks = parts_of(sheets)
    assert "No better than chance" in found
    assert "likely for 515 users" in invited
    assert "only one is shown to last: flight and hotel together" in backtest
    assert "No perk is shown to meet what users do next" in risks
