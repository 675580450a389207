"""The reference of the perks against examples that were worked out by hand."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import reference_perks as reference
from reference_perks import Choices, Model, Scores
from scipy.stats import norm
from test_reference_features import browse, flight, hotel, raw_of, session

CATALOGUE = pd.DataFrame(
    {
        "perk_code": ["bag", "cancel", "deal", "night"],
        "signal": ["bags", "cancels", "deals", "bundles"],
        "evidence_level": "direct",
        "weight": 1.0,
        "priority": [1, 2, 3, 4],
    }
).set_index("perk_code")


def users(*rows: dict[str, tuple[int, int]]) -> pd.DataFrame:
    """Return counts and trials of some users; what is not said is 0 of 0."""
    cells = []
    for row in rows:
        given = dict.fromkeys(reference.SIGNALS, (0, 0)) | row
        counts = {f"{name}_count": pair[0] for name, pair in given.items()}
        trials = {f"{name}_trials": pair[1] for name, pair in given.items()}
        cells.append(counts | trials)
    measures = pd.DataFrame(cells, pd.RangeIndex(1, len(rows) + 1))
    return measures.assign(
        is_in_cohort=True,
        nights_squares=measures["nights_count"] ** 2,
        cancels_witnessed_count=measures["cancels_count"],
        cancels_witnessed_trials=measures["cancels_trials"],
    )


def scored(
    measures: pd.DataFrame, choices: Choices | None = None
) -> tuple[Model, Scores]:
    choices = choices or Choices()
    model = reference.learn(measures, CATALOGUE, choices)
    centres = reference.one_group()
    return model, reference.score(
        measures, model, centres, CATALOGUE, "deal", choices
    )


def test_trips_are_counted_once_and_for_what_they_were() -> None:
    booked = {"flight_booked": "true", "hotel_booked": "true"}
    offered = {"hotel_discount": "true", "hotel_discount_amount": "0.1"}
    sessions = [
        *browse(1, 3),
        # A flight with bags and a discount on a hotel that was not bought.
        session(1, "a", trip_id="a", **booked, **offered),
        # A bundle without bags, its hotel discounted.
        session(1, "b", trip_id="b", **booked, **offered),
        # A cancelled bundle, of two sessions.
        session(1, "c", trip_id="c", **booked, **offered),
        session(1, "d", trip_id="c", cancellation="true", **booked),
        # A hotel that is left on the day of arrival.
        session(1, "e", trip_id="e", **booked),
        # A cancellation of a trip that was booked before the window.
        session(1, "f", trip_id="f", cancellation="true", **booked),
    ]
    raw = raw_of(
        users=[],
        sessions=sessions,
        flights=[
            flight("a", checked_bags="2"),
            flight("b", checked_bags="0"),
            flight("c"),
        ],
        hotels=[
            hotel("b"),
            hotel("c"),
            hotel("e", check_out_time="2023-03-01 11:00:00"),
        ],
    )
    measures = reference.user_measures(raw)
    assert measures.loc[1].to_dict() == {
        "is_in_cohort": True,
        "experience_count": 5,
        "bags_count": 1,
        "bags_trials": 2,
        "cancels_count": 2,
        "cancels_trials": 5,
        "deals_count": 1,
        "deals_trials": 3,
        "bundles_count": 1,
        "bundles_trials": 3,
        "nights_count": 3,
        "nights_trials": 1,
        "nights_squares": 9,
        "cancels_witnessed_count": 1,
        "cancels_witnessed_trials": 4,
    }


def test_eight_sessions_are_in_and_seven_out() -> None:
    raw = raw_of(users=[], sessions=[*browse(1, 7), *browse(2, 8)])
    assert reference.user_measures(raw)["is_in_cohort"].tolist() == [
        False,
        True,
    ]


def test_no_trials_give_the_rate_of_all_and_many_ones_own() -> None:
    measures = users(
        {"bags": (2, 4)}, {}, {"bags": (500_000, 1_000_000)}, {"bags": (0, 4)}
    )
    model, scores = scored(measures)
    rates = scores.standings.rates["bags"]
    assert rates[2] == model.scales.loc["bags", "rate"]
    assert rates[3] == pytest.approx(0.5, abs=1e-5)
    assert scores.standings.standings.loc[2, "bags"] == 0


def test_signal_without_variance_stands_nowhere() -> None:
    _, scores = scored(users({"bags": (3, 3)}, {"bags": (1, 1)}))
    assert (scores.standings.standings["bags"] == 0).all()
    assert (scores.points["bags"] == 0).all()
    assert (scores.perks["certainty"] == 0.5).all()


def test_equal_perks_go_by_priority() -> None:
    half = {"bags": (1, 2), "deals": (1, 2)}
    other = {"bags": (0, 2), "deals": (0, 2)}
    _, scores = scored(users(half, other))
    first = scores.perks.loc[1]
    assert (first["primary_perk"], first["second_perk"]) == ("bag", "deal")
    assert first["margin"] == 0
    assert first["certainty"] == 0.5
    rest = scores.perks.loc[2]
    assert (rest["primary_perk"], rest["is_fallback"]) == ("deal", True)
    assert (rest["confidence"], rest["reason_text"]) == ("none", None)
    assert math.isnan(rest["certainty"])
    assert scores.segments.loc[2, "segment_key"] == reference.NO_SEGMENT


def test_certainty_by_hand() -> None:
    """Two users of two trips: what one does the other never does."""
    measures = users(
        {"bags": (2, 2), "deals": (1, 2)}, {"bags": (0, 2), "deals": (0, 2)}
    )
    model, scores = scored(measures)
    # Of bags r is ±1/2, so rho is (1/2 + 1/2) / 4 / (1/4) = 1, and m is 0.
    assert model.persistence.loc["bags", "rho"] == 1
    assert model.persistence.loc["bags", "learned_strength"] == 0
    # Of deals r is 1/2 - 1/2 = 1/4 and so on: 3/4 - 1/4 and 1/4.
    rho = ((0.5**2 - (0.75**2 + 0.25**2)) + (0.5**2 - 2 * 0.25**2)) / 4
    rho /= 0.25 * 0.75
    assert rho < 0
    assert model.persistence.loc["deals", "rho"] == pytest.approx(rho)
    assert model.persistence.loc["deals", "learned_strength"] == 1000
    bag = (2 + 0.5 * 0.5) / 2.5
    deal = (1 + 1000 * 0.25) / 1002
    gap = (bag - 0.5) / 0.5 - (deal - 0.25) / math.sqrt(0.1875)
    spread = bag * (1 - bag) / 3.5 / 0.25
    spread += deal * (1 - deal) / 1003 / 0.1875
    assert scores.perks.loc[1, "certainty"] == pytest.approx(
        norm.cdf(gap / math.sqrt(spread))
    )


def test_persistence_of_nights_by_hand() -> None:
    """Stays of 1 and 3 nights, and of 2 and 6: mean 3."""
    measures = users({"nights": (4, 2)}, {"nights": (8, 2)})
    measures["nights_squares"] = [1 + 9, 4 + 36]
    row = reference.learn_persistence(measures).loc["nights"]
    shared = 2 * (1 - 3) * (3 - 3) + 2 * (2 - 3) * (6 - 3)
    assert row["rho"] == pytest.approx(shared / 4 / 3)


def test_confidence_is_earned_and_never_above_low_for_a_cold_start() -> None:
    certainty = pd.Series([0.5, 0.65, 0.9, 0.9, 0.9, math.nan])
    primary = pd.Series(["bags"] * 3 + ["deals", "bags", None], dtype=object)
    members = pd.Series([True] * 4 + [False, True])
    words = reference.confidence_of(
        certainty, primary, members, Choices(earned=frozenset({"bags"}))
    )
    assert words.tolist() == ["low", "medium", "high", "medium", "low", "none"]


def test_percentiles_lie_strictly_below() -> None:
    """More often than p % means that p % did it less often."""
    rng = np.random.default_rng(1)
    trials = rng.integers(1, 6, 250)
    measures = users(
        *(
            {"bags": (int(rng.integers(0, each + 1)), int(each))}
            for each in trials
        )
    )
    model, scores = scored(measures)
    rates = scores.standings.rates
    found = reference.percentile_of(rates, model)["bags"]
    for user, percentile in found.items():
        below = (rates["bags"] < rates.loc[user, "bags"]).mean() * 100
        assert percentile <= below
        # The next percentile lies at the user's own rate or above.
        assert percentile == math.floor(below) or below == 0


@pytest.mark.parametrize(
    ("percentile", "sentence"),
    [
        (96, "Checked bags on 4 of 5 flights; more often than 96% of the"),
        (51, "Checked bags on 4 of 5 flights; more often than 51% of the"),
        (50, "Checked bags on 4 of 5 flights"),
        (-1, "Checked bags on 4 of 5 flights"),
    ],
)
def test_reason_says_no_more_than_is_worth_saying(
    percentile: int, sentence: str
) -> None:
    told = reference.tell_reason("bags", 4, 5, percentile)
    assert told == sentence + (" cohort" if "the" in sentence else "")


def test_segment_and_its_confidence_by_hand() -> None:
    points = pd.DataFrame([[1.0, 0.0], [9.0, 9.0]], columns=["bags", "deals"])
    centres = pd.DataFrame(
        [[0.0, 0.0], [4.0, 0.0]], ["near", "far"], ["bags", "deals"]
    )
    found = reference.segment(points, centres, pd.Series([True, False]))
    assert found.loc[0].tolist() == ["near", "far", 1 - 1 / 3, "bags"]
    assert found.loc[1, "segment_key"] == reference.NO_SEGMENT
    assert found.loc[1].drop("segment_key").isna().all()


def test_policies_differ_in_whose_rate_a_user_is_mixed_with() -> None:
    measures = users(
        {"bags": (2, 2)}, {"bags": (1, 4), "deals": (1, 1)}, {"bags": (0, 2)}
    )
    choices = Choices()
    rates = {
        policy: scored(measures, replace(choices, policy=policy))[1]
        .standings.rates["bags"]
        .tolist()
        for policy in ("individual", "blended", "segment")
    }
    assert rates["individual"][0] == (2 + 4 * 3 / 8) / 6
    # One group of the two who have evidence: three bags on six flights.
    assert rates["blended"][0] == (2 + 4 * 3 / 6) / 6
    assert rates["segment"] == [3 / 6, 3 / 6, 3 / 8]
