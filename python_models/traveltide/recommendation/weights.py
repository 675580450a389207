"""Weights of pairs of items: a ridge regression of each item on all others.

It is EASE (Steck, 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"):
the regression has a closed form, so that nothing is drawn and nothing iterates.
"""

import numpy as np
import pandas as pd
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

WEIGHT_DECIMALS = 6
SPLIT = "is_backtest"
TYPES = {
    SPLIT: "bool",
    "item_id": "string",
    "because_item_id": "string",
    "weight": "float64",
}


def learn_weights(
    bought: pd.DataFrame, ridge: float, weight_count: int
) -> pd.DataFrame:
    """Return for every item the items that speak most for it.

    One row per user and item comes in, for the backtest and for the release.
    """
    parts = [empty_weights()]
    for is_backtest, frame in bought.groupby(SPLIT, sort=True):
        users = frame["user_id"].factorize(sort=True)[0]
        items, names = frame["item_id"].factorize(sort=True)
        weights = regress_items(count_pairs(users, items), ridge)
        parts.append(
            list_strongest(weights, names, weight_count).assign(
                **{SPLIT: is_backtest}
            )
        )
    found = pd.concat(parts[1:] or parts, ignore_index=True)
    return found[list(TYPES)].astype(TYPES)


def empty_weights() -> pd.DataFrame:
    """Return the columns of the weights, and no row."""
    return pd.DataFrame(columns=list(TYPES)).astype(TYPES)


def count_pairs(users: np.ndarray, items: np.ndarray) -> np.ndarray:
    """Return how many users bought both of each two items."""
    shape = (users.max() + 1, items.max() + 1)
    bought = csr_matrix((np.ones(len(users)), (users, items)), shape=shape)
    return (bought.T @ bought).toarray()


def regress_items(pairs: np.ndarray, ridge: float) -> np.ndarray:
    """Return the weight of each item (row) for each other (column).

    Two items that nobody bought both of say nothing for each other.
    """
    is_bought_together = pairs > 0
    pairs[np.diag_indices_from(pairs)] += ridge
    # One thread, as another number of them gives another last digit.
    with threadpool_limits(limits=1):
        factor = cho_factor(pairs, lower=True, overwrite_a=True)
        inverse = cho_solve(factor, np.eye(len(pairs)), overwrite_b=True)
    weights = inverse / -np.diag(inverse) * is_bought_together
    np.fill_diagonal(weights, 0.0)
    return np.round(weights, WEIGHT_DECIMALS)


def list_strongest(
    weights: np.ndarray, names: pd.Index, weight_count: int
) -> pd.DataFrame:
    """Return the largest positive weights for each item, first of equals."""
    places = np.argsort(-weights, axis=0, kind="stable")[:weight_count]
    found = np.take_along_axis(weights, places, axis=0)
    items = np.broadcast_to(np.arange(len(names)), places.shape)
    is_kept = found > 0
    return pd.DataFrame(
        {
            "item_id": names[items[is_kept]],
            "because_item_id": names[places[is_kept]],
            "weight": found[is_kept],
        }
    )
