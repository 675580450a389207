"""The next campaign: its budget, its draw, what it learns and how it is valued.

Seeds are fixed, so each simulation has one outcome.
"""

import time

import numpy as np
import pandas as pd
import pytest
from dbt_project import Project
from next_campaigns import (
    BUDGET,
    CAMPAIGN,
    Compiled,
    compiled,
    draw_of,
    invited,
    offers,
    optimum,
    world,
)
from traveltide.campaigns import (
    ANY_SEGMENT,
    empty_probabilities,
    learn_probabilities,
)

STEPS = ("int_offer_steps", "int_budget_steps", "int_budget_allocations")
VALUES = ("int_learned_choices", "int_policy_weights", "int_policy_values")


@pytest.fixture(scope="module")
def budget(project: Project) -> Compiled:
    return compiled(project, *STEPS, campaign_budget_usd=BUDGET)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.7])
def test_a_budget_is_spent_as_the_linear_programme_would(
    budget: Compiled, share: float
) -> None:
    tables = offers(1500, budget.signals, seed=1)
    frame = tables["proof.int_offer_values"]
    unbound = budget.run(tables, *STEPS, **{str(BUDGET): 1e12})[-1]
    limit = share * unbound.expected_cost_usd.sum()
    found = budget.run(tables, *STEPS, **{str(BUDGET): limit})[-1]
    best, price = optimum(frame, budget.signals, limit)
    assert len(found) == len(frame)
    assert found.expected_cost_usd.sum() <= limit + 1e-6
    reached = found.expected_net_value_usd.sum() / best
    assert 0.99 <= reached <= 1 + 1e-9
    assert found.shadow_price[0] == pytest.approx(price)
    best, _ = optimum(frame, budget.signals, 1e12)
    assert unbound.expected_net_value_usd.sum() == pytest.approx(best)
    assert (unbound.shadow_price == 0).all()


def test_a_budget_is_spent_the_same_again(budget: Compiled) -> None:
    """Even among users who are all alike."""
    tables = offers(1, budget.signals, seed=3)
    alike = tables["proof.int_offer_values"]
    alike = alike.loc[alike.index.repeat(500)].assign(user_id=range(500))
    found = [
        budget.run(
            tables | {"proof.int_offer_values": rows},
            *STEPS,
            **{str(BUDGET): 3000},
        )[-1]
        for rows in (alike, alike.sample(frac=1, random_state=1))
    ]
    first, second = (each.sort_values("user_id") for each in found)
    assert 0 < first.perk_code.notna().sum() < 500
    pd.testing.assert_frame_equal(
        first.reset_index(drop=True), second.reset_index(drop=True)
    )


def test_a_million_users_are_given_perks_in_seconds(budget: Compiled) -> None:
    """Seconds of the processor, which do not depend on who else uses it."""
    tables = offers(1_000_000, budget.signals, seed=2)
    begun = time.process_time()
    found = budget.run(tables, *STEPS, **{str(BUDGET): 5_000_000})[-1]
    taken = time.process_time() - begun
    assert 4_999_000 < found.expected_cost_usd.sum() <= 5_000_000
    assert taken < 10


@pytest.fixture(scope="module")
def draw(project: Project) -> Compiled:
    return draw_of(project)


TYPES = pd.DataFrame(
    {
        "primary_perk": ["bag", "bag", "fee", "deal", "deal"],
        "segment_key": ["saver", "new", "saver", "new", "saver"],
        "perks": [
            *(["bag", "deal"], ["bag", "deal", "fee"], ["fee"], []),
            ["deal", "fee", "bag"],
        ],
        "allotted": ["deal", None, "fee", None, "bag"],
    }
)
# What the first arm sends each of these types of users, and how probably.
CHOSEN = {
    "own_perk": [{"bag": 1}, {"bag": 1}, {"fee": 1}, {"deal": 1}, {"deal": 1}],
    "budget": [{"deal": 1}, {"": 1}, {"fee": 1}, {"": 1}, {"bag": 1}],
    "learned": [
        {"bag": 0.6, "deal": 0.3, "": 0.1},
        {"bag": 0.2, "deal": 0.4, "fee": 0.4},
        {"": 1},
        # Nothing that was learned is for them.
        {"deal": 1},
        {"bag": 0.6, "deal": 0.3, "": 0.1},
    ],
}


def chances(kind: int, chosen_by: str) -> dict[str, float]:
    """Return the exact chance of each perk, by hand."""
    perks = TYPES.perks[kind] or [TYPES.primary_perk[kind]]
    found: dict[str, float] = {}
    for share, arm in (
        (0.4, CHOSEN[chosen_by][kind]),
        (0.3, {perk: 1 / len(perks) for perk in perks}),
        (0.2, {"deal": 1}),
        (0.1, {"": 1}),
    ):
        for perk, chance in arm.items():
            found[perk] = found.get(perk, 0) + share * chance
    return {perk: chance for perk, chance in found.items() if chance}


@pytest.mark.parametrize("chosen_by", CHOSEN)
def test_propensities_are_the_chances_of_the_draw(
    draw: Compiled, chosen_by: str
) -> None:
    users = invited(TYPES, 80)
    drawn = pd.concat(
        draw.run(world(users, chosen_by, f"salt {run}"), "drawn")[0]
        for run in range(50)
    ).merge(users[["user_id", "type"]])
    assert len(drawn) == 50 * len(users)
    drawn["perk_code"] = drawn.perk_code.fillna("")
    for kind in TYPES.index:
        rows = drawn.loc[drawn.type == kind]
        expected = chances(kind, chosen_by)
        stated = rows.groupby("perk_code").propensity.agg(["min", "max"])
        assert set(stated.index) == set(expected)
        for perk, chance in expected.items():
            assert tuple(stated.loc[perk]) == pytest.approx((chance, chance))
            error = np.sqrt(chance * (1 - chance) / len(rows))
            found = (rows.perk_code == perk).mean()
            assert abs(found - chance) < 3.5 * error


def test_users_who_are_alone_in_their_stratum_are_drawn_by_the_shares(
    draw: Compiled,
) -> None:
    users = invited(TYPES, 500)
    users["primary_perk"] = "perk " + users.user_id.astype(str)
    (drawn,) = draw.run(world(users, "own_perk", "salt"), "drawn")
    assert len(drawn) == len(users)
    for arm, share in (
        ("chosen_perk", 0.4),
        ("random_perk", 0.3),
        ("one_perk", 0.2),
        ("nothing", 0.1),
    ):
        error = np.sqrt(share * (1 - share) / len(users))
        assert abs((drawn.arm == arm).mean() - share) < 3.5 * error


def test_a_draw_leaves_out_who_is_in_another_campaign(draw: Compiled) -> None:
    """Which the last build knows of, or was frozen since: not who was drawn.

    The first of them is over on the day before, the second on the day itself.
    """
    users = invited(TYPES, 30)
    tables = world(users, "own_perk", "salt")
    for name, busy in (
        ("marts.campaign_assignments", 3),
        ("history.int_frozen_assignments", 7),
    ):
        for begun, user in (("2023-05-09", busy), ("2023-05-10", busy + 1)):
            row = tables[name].assign(
                user_id=user, assigned_at=pd.Timestamp(begun)
            )
            tables[name] = pd.concat([tables[name], row])
    (drawn,) = draw.run(tables, "drawn")
    assert set(users.user_id) - set(drawn.user_id) == {4, 8}


def test_a_draw_is_the_same_again(draw: Compiled) -> None:
    users = invited(TYPES, 30)
    first, second = (
        draw.run(world(rows, "learned", "salt"), "drawn")[0]
        .sort_values("user_id")
        .reset_index(drop=True)
        for rows in (users, users.sample(frac=1, random_state=1))
    )
    pd.testing.assert_frame_equal(first, second)


RUNS, USERS = 500, 1200
PERKS = ["bag", "fee", ""]
# How probably users of two segments book, by what they are sent.
BOOKS = {"saver": [0.5, 0.2, 0.1], "new": [0.2, 0.4, 0.3]}
# How probably the campaign sent it: those who book most were sent most.
SENT = {"saver": [0.6, 0.2, 0.2], "new": [0.2, 0.5, 0.3]}
LEARNED = {"saver": [0.8, 0.1, 0.1], "new": [0.1, 0.6, 0.3]}
# What the users of a segment may have, and what the budget gives them.
ELIGIBLE = {"saver": ["bag", "fee"], "new": ["fee"]}
ALLOTTED = {"saver": "fee", "new": None}


@pytest.fixture(scope="module")
def valued(project: Project) -> pd.DataFrame:
    """Value policies in many campaigns whose truth is known."""
    draws = np.random.default_rng(5)
    size = RUNS * USERS
    segment = np.where(draws.random(size) < 0.3, "saver", "new")
    sent = np.array([SENT[each] for each in segment])
    place = (draws.random((size, 1)) > sent.cumsum(axis=1)).sum(axis=1)
    books = np.array([BOOKS[each] for each in segment])
    rows = np.arange(size)
    booked = (draws.random(size) < books[rows, place]).astype(float)
    users = pd.DataFrame(
        {
            "campaign_id": (rows // USERS).astype(str),
            "user_id": rows,
            "segment_key": segment,
            "stratum_perk": np.where(segment == "saver", "bag", "fee"),
            "perk_code": pd.Series(PERKS, dtype=object)
            .replace("", None)
            .to_numpy()[place],
            "propensity": sent[rows, place],
            "booked": booked,
            "net_value_usd": booked * draws.exponential(100, size),
        }
    )
    learned = pd.DataFrame(
        [
            (str(run), half, segment, perk or "nothing", chance)
            for run in range(RUNS)
            for half in (1, 2)
            for segment, row in LEARNED.items()
            for perk, chance in zip(PERKS, row, strict=True)
        ],
        columns=[
            *("campaign_id", "left_out_half", "segment_key", "choice"),
            "probability",
        ],
    )
    windows = pd.DataFrame(
        {
            "campaign_id": [str(run) for run in range(RUNS)],
            "limit_in_errors": 1.959963984540054,
        }
    )
    tables = {
        "proof.int_campaign_users": users,
        "proof.ml_perk_probabilities": learned,
        "proof.int_campaign_windows": windows,
        "proof.int_eligible_perks": users[["user_id"]]
        .assign(perk_code=users.segment_key.map(ELIGIBLE))
        .explode("perk_code"),
        "proof.int_budget_allocations": users[["user_id"]].assign(
            perk_code=users.segment_key.map(ALLOTTED)
        ),
    }
    return compiled(project, *VALUES).run(tables, *VALUES)[-1]


TRUTHS = {
    "chosen_perk": 0.3 * 0.5 + 0.7 * 0.4,
    "bag": 0.3 * 0.5 + 0.7 * 0.2,
    "fee": 0.3 * 0.2 + 0.7 * 0.4,
    "nothing": 0.3 * 0.1 + 0.7 * 0.3,
    "learned": 0.3 * np.dot(BOOKS["saver"], LEARNED["saver"])
    # Without what they may not have, it sends the rest all the more.
    + 0.7 * np.dot(BOOKS["new"][1:], LEARNED["new"][1:]) / 0.9,
    "budget": 0.3 * 0.2 + 0.7 * 0.3,
}


@pytest.mark.parametrize("policy", TRUTHS)
@pytest.mark.parametrize(
    ("outcome", "factor"), [("booked", 1), ("net_value_usd", 100)]
)
def test_the_value_of_a_policy_is_the_truth(
    valued: pd.DataFrame, policy: str, outcome: str, factor: float
) -> None:
    rows = valued.loc[(valued.policy == policy) & (valued.outcome == outcome)]
    truth = factor * TRUTHS[policy]
    assert len(rows) == RUNS
    error = rows.value_per_user.std() / np.sqrt(RUNS)
    assert abs(rows.value_per_user.mean() - truth) < 3 * error
    holds = (rows.value_per_user - truth).abs() <= rows.half_width
    assert 0.92 <= holds.mean() <= 0.98


def test_a_policy_rests_on_fewer_users_than_it_has(
    valued: pd.DataFrame,
) -> None:
    """One that sends what is rare rests on few."""
    rows = valued.loc[valued.outcome == "booked"].groupby("policy")
    rests = rows.effective_user_count.mean() / rows.user_count.mean()
    assert (rests <= 1).all()
    # The weights of a policy are 1 by .6 and by .2 for "bag": by hand.
    first, second = 0.3 * 0.6, 0.7 * 0.2
    weights = first / 0.6 + second / 0.2
    squares = first / 0.36 + second / 0.04
    assert rests["bag"] == pytest.approx(
        weights**2 / squares / (first + second), rel=0.02
    )


def rewards(
    values: dict[str, dict[str, float]],
    users: dict[str, int] | int,
    deviation: float = 50,
) -> pd.DataFrame:
    """Return the sums of users who vary around their perk's value."""
    rows = []
    for segment, perks in values.items():
        count = users if isinstance(users, int) else users[segment]
        for perk, value in perks.items():
            for half in (1, 2):
                weight = 4.0 * count
                rows.append(
                    {
                        "campaign_id": CAMPAIGN,
                        "segment_key": segment,
                        "choice": perk,
                        "half": half,
                        "user_count": count,
                        "weight": weight,
                        "weight_squares": 16.0 * count,
                        "weighted_value": weight * value,
                        "weighted_squares": weight * (value**2 + deviation**2),
                    }
                )
    return pd.DataFrame(rows)


def learned_of(
    frame: pd.DataFrame, floor: float = 0.05, left_out: int = 0
) -> pd.DataFrame:
    found = learn_probabilities(frame, 4000, floor, seed=42)
    found = found.loc[found.left_out_half == left_out]
    return found.set_index(["segment_key", "choice"])


def test_the_best_perk_of_a_segment_is_sent_most() -> None:
    found = learned_of(
        rewards(
            {
                "saver": {"bag": 60, "fee": 20, "nothing": 20},
                "new": {"bag": 20, "fee": 60, "nothing": 20},
            },
            400,
        )
    )
    assert found.probability["saver", "bag"] == pytest.approx(0.9)
    assert found.probability["new", "fee"] == pytest.approx(0.9)
    sums = found.probability.groupby("segment_key").sum()
    assert sums.to_numpy() == pytest.approx(np.ones(3))
    assert (found.probability >= 0.05 - 1e-12).all()
    assert ANY_SEGMENT in sums.index


def test_a_small_segment_follows_the_others() -> None:
    """Five users whose perk did badly do not outweigh four thousand."""
    values = {name: {"bag": 60.0, "fee": 20.0} for name in "abcd"}
    values["small"] = {"bag": 30.0, "fee": 40.0}
    users = dict.fromkeys("abcd", 1000) | {"small": 5}
    found = learned_of(rewards(values, users))
    assert found.best_share["small", "bag"] > 0.95
    assert found.best_share[ANY_SEGMENT, "bag"] > 0.95
    users["small"] = 1000
    assert learned_of(rewards(values, users)).best_share["small", "fee"] > 0.5


def test_where_nothing_differs_all_are_sent() -> None:
    found = learned_of(rewards({"a": dict.fromkeys("xyz", 9.0)}, 50))
    assert (found.probability.sub(1 / 3).abs() < 0.05).all()
    found = learned_of(rewards({"a": dict.fromkeys("xyz", 0.0)}, 50, 0))
    assert found.probability.to_numpy() == pytest.approx(np.full(6, 1 / 3))


def test_a_floor_is_never_more_than_an_equal_part() -> None:
    values = {"a": {"x": 90.0, "y": 0.0}}
    found = learned_of(rewards(values, 500), floor=0.8)
    assert found.probability.to_numpy() == pytest.approx(np.full(4, 0.5))


def test_what_is_learned_without_a_half_ignores_it() -> None:
    frame = rewards({"a": {"x": 90.0, "y": 0.0}}, 500)
    is_second = frame["half"] == 2
    frame.loc[is_second, "weighted_value"] = frame.weighted_value[
        is_second
    ].to_numpy()[::-1]
    frame.loc[is_second, "weighted_squares"] = frame.weighted_squares[
        is_second
    ].to_numpy()[::-1]
    assert learned_of(frame, left_out=2).best_share["a", "x"] > 0.99
    assert learned_of(frame, left_out=1).best_share["a", "y"] > 0.99


def test_what_is_learned_is_the_same_again() -> None:
    frame = rewards({"a": {"x": 2.0, "y": 1.0}, "b": {"x": 1.0}}, 90)
    first = learn_probabilities(frame, 2000, 0.05, seed=1)
    second = learn_probabilities(
        frame.sample(frac=1, random_state=2), 2000, 0.05, seed=1
    )
    pd.testing.assert_frame_equal(first, second)


def test_without_a_campaign_nothing_is_learned() -> None:
    none = learn_probabilities(
        rewards({}, 1).reindex(columns=rewards({"a": {"x": 1.0}}, 1).columns),
        10,
        0.05,
        1,
    )
    pd.testing.assert_frame_equal(none, empty_probabilities())
