"""Tests of the weights of pairs of items."""

import numpy as np
import pandas as pd
from reference_recommendations import learn
from traveltide.recommendation import empty_weights, learn_weights


def purchases(seed: int = 7, users: int = 300) -> pd.DataFrame:
    """Return who bought what: an odd item follows the even one before it."""
    random = np.random.default_rng(seed)
    rows = [
        (user, f"i{item:02}")
        for user in range(users)
        for first in random.choice(15, 3, replace=False) * 2
        for item in (first, first + 1)
        if random.random() < 0.8
    ]
    frame = pd.DataFrame(rows, columns=["user_id", "item_id"])
    return frame.assign(is_backtest=False)


def as_dict(weights: pd.DataFrame) -> dict[tuple[str, str], float]:
    keys = zip(weights["item_id"], weights["because_item_id"], strict=True)
    return dict(zip(keys, weights["weight"], strict=True))


def test_weights_are_those_of_a_second_way() -> None:
    found = as_dict(learn_weights(purchases(), 200.0, 20))
    expected = learn(purchases())
    assert found.keys() == expected.keys()
    assert np.allclose(
        list(found.values()), [expected[key] for key in found], atol=2e-6
    )


def test_order_of_rows_does_not_matter() -> None:
    bought = purchases()
    shuffled = bought.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(
        learn_weights(bought, 200.0, 5), learn_weights(shuffled, 200.0, 5)
    )


def test_what_is_bought_together_speaks_most() -> None:
    strongest = learn_weights(purchases(), 200.0, 1)
    pairs = zip(strongest["item_id"], strongest["because_item_id"], strict=True)
    assert all(int(a[1:]) // 2 == int(b[1:]) // 2 for a, b in pairs)
    assert strongest["item_id"].is_unique


def test_backtest_and_release_are_learned_apart() -> None:
    bought = purchases()
    earlier = purchases(seed=8).assign(is_backtest=True)
    both = learn_weights(pd.concat([bought, earlier]), 200.0, 5)
    for part in (bought, earlier):
        flag = part["is_backtest"].iloc[0]
        pd.testing.assert_frame_equal(
            both[both["is_backtest"] == flag].reset_index(drop=True),
            learn_weights(part, 200.0, 5),
        )


def test_nothing_bought_and_one_item_have_no_weights() -> None:
    nothing = purchases().head(0)
    pd.testing.assert_frame_equal(
        learn_weights(nothing, 200.0, 5), empty_weights()
    )
    assert learn_weights(purchases().head(1), 200.0, 5).empty
