"""That lists are compared on one split, and numbers chosen before it."""

import numpy as np
import pandas as pd
import pytest

from benchmark.offers import main, split_at

START = pd.Timestamp("2024-01-01")


@pytest.fixture(scope="module")
def items() -> pd.DataFrame:
    """Return purchases of pairs: who buys one buys the other a week later."""
    random = np.random.default_rng(7)
    rows = []
    for user in range(400):
        for pair in random.choice(30, 5, replace=False):
            day = START + pd.Timedelta(days=int(random.integers(0, 120)))
            rows += [
                (user, f"a{pair}", day),
                (user, f"b{pair}", day + pd.Timedelta(days=7)),
            ]
    return pd.DataFrame(rows, columns=["user_id", "item_id", "occurred_at"])


def test_what_is_wanted_is_new_and_later(items: pd.DataFrame) -> None:
    split = split_at(items, START + pd.Timedelta(days=90), 30)
    assert split.later.multiply(split.bought.ever).nnz == 0
    perfect = split.later.toarray()
    assert split.recalls(perfect).mean() == 1
    assert split.recalls(-perfect).mean() == 0


def test_all_ways_are_compared(
    items: pd.DataFrame, capsys: pytest.CaptureFixture[str]
) -> None:
    main(items, 30)
    printed = capsys.readouterr().out
    recalls = {
        cells[1]: float(cells[2])
        for line in printed.split("Tested by")[1].splitlines()
        if len(cells := [each.strip() for each in line.split("|")]) > 3
        and cells[2][:1].isdigit()
    }
    assert len(recalls) >= 8
    (ours,) = {v for k, v in recalls.items() if k.startswith("ours, 200 / 20")}
    assert ours > 2 * recalls["popularity of 30 days"]
