"""Ways to choose what to offer next, all of one shape.

Each learns from what users had bought by a day, and scores every item for every
user. What the user has already is left to whoever asks.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from traveltide.recommendation.weights import regress_items

Scores = np.ndarray
SEED = 42


@dataclass(frozen=True)
class Bought:
    """Users and items: 1 where a user bought an item by a day."""

    ever: csr_matrix
    # By item, how many users bought it in the last days.
    late: np.ndarray
    # Of a user's items, the latest is 1.
    recency: csr_matrix

    @property
    def buyers(self) -> np.ndarray:
        """Return how many users bought each item."""
        return self.ever.sum(axis=0).A1

    @property
    def pairs(self) -> np.ndarray:
        """Return how many users bought both of each two items."""
        return (self.ever.T @ self.ever).toarray()

    def latest(self, count: int) -> csr_matrix:
        """Return 1 for the latest items of each user."""
        latest = self.recency.copy()
        latest.data = (latest.data <= count).astype("float64")
        return latest


Way = Callable[[Bought], Scores]


def everybody(values: np.ndarray, bought: Bought) -> Scores:
    """Return the same scores for all users."""
    return np.tile(
        np.asarray(values, dtype="float64"), (bought.ever.shape[0], 1)
    )


def popularity(bought: Bought) -> Scores:
    """Score what most users bought."""
    return everybody(bought.buyers, bought)


def late_popularity(bought: Bought) -> Scores:
    """Score what most users bought in the last days, then ever."""
    return everybody(bought.late + bought.buyers / 1e6, bought)


def cosine(bought: Bought) -> Scores:
    """Score items by how alike their buyers are to those of the user's."""
    pairs = bought.pairs
    sizes = np.sqrt(np.maximum(np.diag(pairs), 1))
    pairs /= np.outer(sizes, sizes)
    np.fill_diagonal(pairs, 0)
    return bought.ever @ pairs


def bm25(bought: Bought) -> Scores:
    """Score as implicit's BM25 does, with its own defaults."""
    from implicit.nearest_neighbours import BM25Recommender

    model = BM25Recommender(num_threads=1)
    model.fit(bought.ever, show_progress=False)
    return (bought.ever @ model.similarity.T).toarray()


def als(bought: Bought) -> Scores:
    """Score as implicit's alternating least squares does, of 64 factors."""
    from implicit.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(
        factors=64, random_state=SEED, num_threads=1, use_gpu=False
    )
    model.fit(bought.ever, show_progress=False)
    return model.user_factors @ model.item_factors.T


def autoencoder(bought: Bought) -> Scores:
    """Score by a network that squeezes what users bought through 64 numbers."""
    from sklearn.neural_network import MLPRegressor

    sizes = np.sqrt(np.maximum(bought.ever.sum(axis=1).A1, 1))
    scaled = csr_matrix(bought.ever.multiply(1 / sizes[:, None]))
    model = MLPRegressor(
        hidden_layer_sizes=(64,),
        activation="tanh",
        alpha=1e-4,
        max_iter=40,
        random_state=SEED,
    )
    return model.fit(scaled, bought.ever.toarray()).predict(scaled)


def ease(ridge: float) -> Way:
    """Return the whole regression, every weight kept."""

    def score(bought: Bought) -> Scores:
        return bought.ever @ regress_items(bought.pairs, ridge)

    return score


def few_weights(
    bought: Bought, weights: np.ndarray, weight_count: int, history: int
) -> Scores:
    """Score by the strongest weights of each item, times late popularity."""
    places = np.argsort(-weights, axis=0, kind="stable")[:weight_count]
    kept = np.zeros_like(weights)
    strongest = np.take_along_axis(weights, places, axis=0)
    np.put_along_axis(kept, places, np.maximum(strongest, 0), axis=0)
    points = bought.latest(history) @ csr_matrix(kept)
    # What nothing speaks for fills the list by popularity.
    late = bought.late + bought.buyers / 1e6
    return points.toarray() * np.log1p(bought.late) + late / 1e9


def ours(ridge: float, weight_count: int, history: int) -> Way:
    """Return what the project does."""

    def score(bought: Bought) -> Scores:
        weights = regress_items(bought.pairs, ridge)
        return few_weights(bought, weights, weight_count, history)

    return score
