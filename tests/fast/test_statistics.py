"""The statistics of campaigns: against statsmodels, and in simulated campaigns.

Seeds are fixed, so each simulation has one outcome. `make bench-truth` runs the
same at length.
"""

import duckdb
import numpy as np
import pandas as pd
import pytest
from campaigns import (
    asked,
    chi_squares,
    cover,
    default_of,
    reject,
    rendered,
    sequential_looks,
    spend_of_two_arms,
    two_arms,
)
from dbt_project import Project
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

RUNS = 1000
# What Kevin Hillstrom published of his e-mail campaign of 2008: customers, how
# many of them visited, how many bought, and for how many dollars.
HILLSTROM = {
    "nothing": (21306, 2262, 122, 13908.3),
    "men": (21307, 3894, 267, 30311.7),
    "women": (21387, 3238, 189, 23038.1),
}


@pytest.fixture(scope="module")
def queries(project: Project) -> dict[str, str]:
    return rendered(project)


def test_quantiles_are_those_of_the_normal_distribution(
    queries: dict[str, str],
) -> None:
    shares = np.array([1e-12, 1e-5, 0.025, 0.1, 0.5, 0.8, 0.975, 1 - 1e-9])
    found = asked(queries["quantile"], {"share": shares})
    assert found.value.to_numpy() == pytest.approx(
        stats.norm.ppf(shares), abs=1e-9
    )


@pytest.mark.parametrize(("least", "error"), [(150, 1e-9), (10, 1e-4)])
def test_quantiles_are_those_of_students_t(
    queries: dict[str, str], least: int, error: float
) -> None:
    degrees = np.array([least, 2 * least, 1e4])
    normal = np.full(3, stats.norm.ppf(0.975))
    found = asked(queries["t"], {"normal": normal, "degrees": degrees})
    assert found.value.to_numpy() == pytest.approx(
        stats.t.ppf(0.975, degrees), abs=error
    )


def test_tails_are_those_of_chi_square(queries: dict[str, str]) -> None:
    values = np.tile([0.0, 0.5, 3.84, 10.83, 16.27], 3)
    degrees = np.repeat([1, 2, 3], 5)
    found = asked(queries["tail"], {"chi_square": values, "degrees": degrees})
    assert found.value.to_numpy() == pytest.approx(
        stats.chi2.sf(values, degrees), abs=5e-7
    )


def test_one_arm_is_never_out_of_proportion(queries: dict[str, str]) -> None:
    found = asked(queries["tail"], {"chi_square": [0.0], "degrees": [0]})
    assert found.value.tolist() == [1]


@pytest.mark.parametrize(
    "arms",
    [(30, 200, 22, 190), (0, 12, 1, 50), (60, 60, 1, 9), (0, 5, 0, 7)],
)
def test_intervals_of_shares_are_those_of_statsmodels(
    queries: dict[str, str], arms: tuple[int, int, int, int]
) -> None:
    names = ("events", "users", "other_events", "other_users")
    figures = {key: [n] for key, n in zip(names, arms, strict=True)}
    found = asked(queries["newcombe"], figures)
    expected = confint_proportions_2indep(
        *arms, method="newcomb", compare="diff"
    )
    assert tuple(found.iloc[0]) == pytest.approx(expected, abs=1e-9)


def test_intervals_of_money_are_those_of_statsmodels(
    queries: dict[str, str],
) -> None:
    draws = np.random.default_rng(7)
    spent, other = draws.gamma(1, 90, 400), draws.gamma(2, 40, 300)
    found = asked(
        queries["welch"],
        {
            "mean": [spent.mean()],
            "variance": [spent.var(ddof=1)],
            "users": [400],
            "other_mean": [other.mean()],
            "other_variance": [other.var(ddof=1)],
            "other_users": [300],
        },
    )
    means = CompareMeans(DescrStatsW(spent), DescrStatsW(other))
    expected = means.tconfint_diff(usevar="unequal")
    assert tuple(found.iloc[0]) == pytest.approx(expected, abs=1e-9 * 90)


def test_money_that_nobody_spends_has_no_interval(
    queries: dict[str, str],
) -> None:
    names = ("mean", "variance", "other_mean", "other_variance")
    figures = {name: [0.0] for name in names}
    figures |= {"users": [9], "other_users": [9]}
    assert asked(queries["welch"], figures).isna().all(axis=None)


def test_variance_of_a_sample(queries: dict[str, str]) -> None:
    values = np.array([3.0, 4.5, 0.0, 9.0])
    figures = {
        "users": [4, 1],
        "total": [values.sum(), 3.0],
        "total_squares": [(values**2).sum(), 9.0],
    }
    found = asked(queries["variance"], figures).value
    assert found[0] == pytest.approx(values.var(ddof=1))
    assert np.isnan(found[1])


@pytest.mark.parametrize(
    ("users", "rate"), [((5400, 600), 0.17), ((500, 60), 0.17), ((90, 80), 0.5)]
)
def test_intervals_of_shares_cover_the_truth(
    queries: dict[str, str], users: tuple[int, int], rate: float
) -> None:
    arms = two_arms(RUNS, users, (rate + 0.05, rate), seed=11)
    assert 0.93 <= cover(asked(queries["newcombe"], arms), 0.05) <= 0.97


def test_few_events_widen_the_interval(queries: dict[str, str]) -> None:
    # Three of sixty: where others cover too little, this covers too much.
    arms = two_arms(RUNS, (500, 60), (0.1, 0.05), seed=11)
    assert 0.95 <= cover(asked(queries["newcombe"], arms), 0.05) <= 0.98


def test_intervals_of_money_cover_the_truth(queries: dict[str, str]) -> None:
    arms = spend_of_two_arms(RUNS, (1000, 500), 0.17, seed=12)
    assert 0.93 <= cover(asked(queries["welch"], arms), 0) <= 0.97


@pytest.mark.parametrize("users", [(5400, 600), (3000, 3000)])
def test_equal_arms_are_seldom_called_different(
    queries: dict[str, str], users: tuple[int, int]
) -> None:
    arms = two_arms(RUNS, users, (0.17, 0.17), seed=13)
    assert reject(asked(queries["newcombe"], arms)) <= 0.065


@pytest.mark.parametrize(
    "shares", [(0.9, 0.1), (0.4, 0.5, 0.1), (0.4, 0.3, 0.2, 0.1)]
)
def test_fair_draws_are_seldom_called_unfair(
    queries: dict[str, str], shares: tuple[float, ...]
) -> None:
    drawn = chi_squares(20 * RUNS, 6000, shares, seed=14)
    found = asked(queries["tail"], drawn)
    assert (found.value < 0.001).mean() <= 0.002


def test_four_looks_are_as_honest_as_one() -> None:
    limit = default_of("sequential_limit")
    assert sequential_looks(20 * RUNS, 4, limit, seed=16) <= 0.055
    # Why nobody should look each week as if it were the last.
    weekly = sequential_looks(
        20 * RUNS, 12, stats.norm.ppf(0.975), seed=16, is_naive=True
    )
    assert weekly > 0.15


def test_unfair_draws_are_called_unfair(queries: dict[str, str]) -> None:
    # Of 5,400 and 600 users the second arm loses a third, so that 5,800 are
    # left, of which 5,220 and 580 were expected.
    chi_square = 180**2 / 5220 + 180**2 / 580
    drawn = {"chi_square": [chi_square], "degrees": [1]}
    assert asked(queries["tail"], drawn).value[0] < 0.001


@pytest.mark.parametrize("users", [(5398, 600), (2999, 2999), (900, 600)])
def test_a_planted_effect_is_found_as_often_as_promised(
    queries: dict[str, str], users: tuple[int, int]
) -> None:
    uplift, rate = 0.05, 0.17
    arms = two_arms(RUNS, users, (rate + uplift, rate), seed=15)
    found = reject(asked(queries["newcombe"], arms))
    per_standard_error = asked(
        queries["detectable"],
        {
            "variance": [rate * (1 - rate)],
            "users": [users[0]],
            "other_users": [users[1]],
        },
    ).value[0]
    # The promise is the difference found in 80 of 100 campaigns.
    quantiles = stats.norm.ppf([0.975, 0.8]).sum()
    promised = stats.norm.cdf(
        uplift / per_standard_error * quantiles - stats.norm.ppf(0.975)
    )
    assert found == pytest.approx(promised, abs=0.05)


@pytest.mark.parametrize(
    ("holdout", "rates"),
    [
        # What share of users books within 4, 6, 8 and 12 weeks, and the points
        # that can be found: the figures people plan with.
        (0.1, [2.96, 3.55, 3.95, 4.56]),
        (0.2, [2.22, 2.66, 2.96, 3.42]),
        (0.5, [1.78, 2.13, 2.37, 2.74]),
    ],
)
def test_what_a_campaign_can_find(
    queries: dict[str, str], holdout: float, rates: list[float]
) -> None:
    booked = np.array([0.0647, 0.0959, 0.122, 0.1731])
    found = asked(
        queries["detectable"],
        {
            "variance": booked * (1 - booked),
            "users": [5998 * (1 - holdout)] * 4,
            "other_users": [5998 * holdout] * 4,
        },
    )
    assert 100 * found.value.to_numpy() == pytest.approx(rates, abs=0.01)


@pytest.fixture(scope="module")
def hillstrom(project: Project) -> pd.DataFrame:
    """Return what the model says of a campaign that nobody here made.

    The published means do not say how spend varies: each buyer is taken to have
    spent the same.
    """
    outcome = project.run("compile", "--select", "int_campaign_comparisons")
    assert outcome.succeeded, outcome.output
    (model,) = outcome.results
    totals = [
        ("hillstrom", "all", "all", name, is_share, arm, users, *sums)
        for arm, (users, visited, bought, spent) in HILLSTROM.items()
        for name, is_share, sums in (
            ("visited", True, (visited, float(visited), float(visited))),
            ("spend_usd", False, (bought, spent, spent**2 / bought)),
        )
    ]
    with duckdb.connect() as connection:
        connection.execute(
            f"attach ':memory:' as {model.node.database};"
            f" create schema {model.node.database}.proof;"
            f" use {model.node.database}.proof;"
            " create table int_campaign_windows as select"
            " 'hillstrom' as campaign_id, 'nothing' as reference_arm,"
            " 1.0 as read_share, 1.959963984540054::double as limit_in_errors;"
            " create table int_campaign_totals (campaign_id varchar,"
            " stratum_kind varchar, stratum varchar, outcome varchar,"
            " is_share boolean, arm varchar, user_count bigint,"
            " event_count bigint, total double, total_squares double)"
        )
        connection.executemany(
            f"insert into int_campaign_totals values ({', '.join('?' * 10)})",
            totals,
        )
        found = connection.execute(model.node.compiled_code).df()
    return found.set_index(["outcome", "arm"]).sort_index()


def test_hillstroms_means_are_found(hillstrom: pd.DataFrame) -> None:
    assert sum(users for users, *_ in HILLSTROM.values()) == 64000
    visits, spend = hillstrom.loc["visited"], hillstrom.loc["spend_usd"]
    means = (0.1828, 0.1514)
    assert tuple(visits.value_per_user) == pytest.approx(means, abs=5e-5)
    assert tuple(visits.reference_value_per_user) == pytest.approx(
        (0.1062, 0.1062), abs=5e-5
    )
    means = (1.423, 1.077)
    assert tuple(spend.value_per_user) == pytest.approx(means, abs=5e-4)
    assert tuple(spend.reference_value_per_user) == pytest.approx(
        (0.653, 0.653), abs=5e-4
    )


@pytest.mark.parametrize("arm", ["men", "women"])
def test_hillstroms_intervals_are_those_of_statsmodels(
    hillstrom: pd.DataFrame, arm: str
) -> None:
    users, visited, bought, spent = HILLSTROM[arm]
    others, others_visited, others_bought, others_spent = HILLSTROM["nothing"]
    bounds = hillstrom[["lower", "upper"]]
    expected = confint_proportions_2indep(
        *(visited, users, others_visited, others),
        method="newcomb",
        compare="diff",
    )
    assert tuple(bounds.loc["visited", arm]) == pytest.approx(
        expected, abs=1e-9
    )
    baskets = np.repeat([spent / bought, 0], [bought, users - bought])
    other_baskets = np.repeat(
        [others_spent / others_bought, 0],
        [others_bought, others - others_bought],
    )
    means = CompareMeans(DescrStatsW(baskets), DescrStatsW(other_baskets))
    assert tuple(bounds.loc["spend_usd", arm]) == pytest.approx(
        means.tconfint_diff(usevar="unequal"), abs=1e-9
    )
