"""Campaigns that were drawn from what is known, and what the SQL says of them.

Arms are rows of figures, many campaigns at a time, as the statistics read them.
"""

from collections.abc import Mapping

import duckdb
import numpy as np
import pandas as pd
import yaml
from dbt_project import ROOT, Project


def both_bounds(call: str) -> str:
    """Ask for both ends of an interval, whatever its macro."""
    return (
        f"select {{{{ {call}, 'z', -1) }}}} as lower,"
        f" {{{{ {call}, 'z', 1) }}}} as upper from figures cross join"
        " (select {{ normal_quantile('0.975') }} as z) as limits"
    )


BORDER = "\n-- next query\n"
QUERIES = {
    "quantile": "select {{ normal_quantile('share') }} as value from figures",
    "t": "select {{ t_quantile('normal', 'degrees') }} as value from figures",
    "tail": (
        "select {{ chi_square_tail('chi_square', 'degrees') }} as value"
        " from figures"
    ),
    "newcombe": both_bounds(
        "newcombe_bound('events', 'users', 'other_events', 'other_users'"
    ),
    "welch": both_bounds(
        "welch_bound('mean - other_mean', 'variance / users', 'users',"
        " 'other_variance / other_users', 'other_users'"
    ),
    "variance": (
        "select {{ sample_variance('users', 'total', 'total_squares') }}"
        " as value from figures"
    ),
    "detectable": (
        "select {{ detectable_difference('variance', 'users', 'other_users') }}"
        " as value from figures"
    ),
}


def rendered(project: Project) -> dict[str, str]:
    """Render the statistics once, as SQL that reads a table of figures."""
    outcome = project.run("compile", "--inline", BORDER.join(QUERIES.values()))
    assert outcome.succeeded, outcome.output
    texts = outcome.results[0].node.compiled_code.split(BORDER)
    return dict(zip(QUERIES, texts, strict=True))


def asked(query: str, figures: Mapping[str, object]) -> pd.DataFrame:
    """Return what a query says of a table of figures, in its order."""
    table = pd.DataFrame(figures)
    with duckdb.connect() as connection:
        connection.register("figures", table)
        return connection.execute(query).df()


def default_of(name: str) -> float:
    """Return a var as dbt_project.yml sets it."""
    text = (ROOT / "dbt_project.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["vars"][name]


def two_arms(
    runs: int, users: tuple[int, int], rates: tuple[float, float], seed: int
) -> dict[str, np.ndarray]:
    """Draw the events of two arms in many campaigns."""
    draws = np.random.default_rng(seed)
    return {
        "events": draws.binomial(users[0], rates[0], runs),
        "users": np.full(runs, users[0]),
        "other_events": draws.binomial(users[1], rates[1], runs),
        "other_users": np.full(runs, users[1]),
    }


def cover(found: pd.DataFrame, truth: float) -> float:
    """Return in which share of campaigns the interval holds the truth."""
    return float(((found.lower <= truth) & (truth <= found.upper)).mean())


def reject(found: pd.DataFrame) -> float:
    """Return in which share of campaigns the interval leaves out zero."""
    return 1 - cover(found, 0)


def spend_of_two_arms(
    runs: int, users: tuple[int, int], rate: float, seed: int
) -> dict[str, np.ndarray]:
    """Draw what the users of two arms spend: most nothing, some a lot."""
    draws = np.random.default_rng(seed)
    figures = {}
    for prefix, size in zip(("", "other_"), users, strict=True):
        buys = draws.random((runs, size)) < rate
        spent = buys * draws.gamma(4, 100, (runs, size))
        figures[f"{prefix}mean"] = spent.mean(axis=1)
        figures[f"{prefix}variance"] = spent.var(axis=1, ddof=1)
        figures[f"{prefix}users"] = np.full(runs, size)
    return figures


def chi_squares(
    runs: int, users: int, shares: tuple[float, ...], seed: int
) -> dict[str, np.ndarray]:
    """Draw how users fall into arms, and how far that is from the shares."""
    draws = np.random.default_rng(seed)
    expected = users * np.array(shares)
    found = draws.multinomial(users, shares, runs)
    return {
        "chi_square": ((found - expected) ** 2 / expected).sum(axis=1),
        "degrees": np.full(runs, len(shares) - 1),
    }


def sequential_looks(
    runs: int, looks: int, limit: float, seed: int, *, is_naive: bool = False
) -> float:
    """Return in which share of equal arms one of several looks sees an effect.

    The limit falls with the root of the time that has passed, unless naive.
    """
    draws = np.random.default_rng(seed).standard_normal((runs, looks))
    time = np.arange(1, looks + 1) / looks
    seen = np.abs(draws.cumsum(axis=1)) / np.sqrt(np.arange(1, looks + 1))
    limits = limit if is_naive else limit / np.sqrt(time)
    return float((seen > limits).any(axis=1).mean())
