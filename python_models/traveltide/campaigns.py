"""What a campaign teaches the next one: how probably to send which perk.

The value of a perk in a segment is that of the segment, plus that of the perk,
plus what this perk does in this segment only. The last is drawn towards nothing
by as much as segments resemble each other, so that a small segment follows
the others (partial pooling); a perk is sent as often as it is the best in draws
from what is then believed (Thompson sampling), and never less than a floor.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

# What a campaign sends to a segment that it has not seen.
ANY_SEGMENT = "any"
COLUMNS = [
    *("campaign_id", "left_out_half", "segment_key", "choice", "user_count"),
    *("value_per_user", "best_share", "probability"),
]
SUMS = [
    *("user_count", "weight", "weight_squares"),
    *("weighted_value", "weighted_squares"),
]


@dataclass(frozen=True)
class Belief:
    """What is believed of every perk: segments in rows, perks in columns."""

    mean: np.ndarray
    draws: np.ndarray


def learn_probabilities(
    rewards: pd.DataFrame, draw_count: int, floor: float, seed: int
) -> pd.DataFrame:
    """Return the chance of each perk by campaign, left-out half and segment."""
    found = [
        learn_campaign(part, draw_count, floor, seed).assign(
            campaign_id=campaign, left_out_half=left_out
        )
        for campaign, left_out, part in parts_of(rewards)
    ]
    if not found:
        return empty_probabilities()
    return pd.concat(found, ignore_index=True)[COLUMNS]


def empty_probabilities() -> pd.DataFrame:
    """Return no row, in the types that a campaign would have."""
    types = ["str", "int64", "str", "str", "int64", *["float64"] * 3]
    return pd.DataFrame(
        {
            name: pd.Series(dtype=kind)
            for name, kind in zip(COLUMNS, types, strict=True)
        }
    )


def parts_of(rewards: pd.DataFrame) -> Iterator[tuple[str, int, pd.DataFrame]]:
    """Yield each campaign whole (0), and without each half of its users."""
    for campaign, rows in rewards.groupby("campaign_id"):
        for left_out in (0, 1, 2):
            part = rows.loc[rows["half"] != left_out]
            if len(part):
                yield str(campaign), left_out, part


def learn_campaign(
    rewards: pd.DataFrame, draw_count: int, floor: float, seed: int
) -> pd.DataFrame:
    """Return the chance of each perk in each segment, and in any other."""
    cells = rewards.groupby(["segment_key", "choice"])[SUMS].sum()
    cells = cells.unstack(fill_value=0)
    belief = believe(cells, draw_count, np.random.default_rng(seed))
    perk_count = belief.mean.shape[1]
    best = belief.draws == belief.draws.max(axis=2, keepdims=True)
    # Perks that are equally good share a draw: where no reward varies, all do.
    shares = (best / best.sum(axis=2, keepdims=True)).mean(axis=0)
    floor = min(floor, 1 / perk_count)
    users = cells["user_count"].to_numpy()
    users = np.vstack([users, users.sum(axis=0)])
    choices = cells["user_count"].columns
    segments = [*cells.index, ANY_SEGMENT]
    return pd.DataFrame(
        {
            "segment_key": np.repeat(segments, perk_count),
            "choice": np.tile(choices, len(segments)),
            "user_count": users.ravel().astype("int64"),
            "value_per_user": belief.mean.ravel(),
            "best_share": shares.ravel(),
            "probability": (floor + (1 - perk_count * floor) * shares).ravel(),
        }
    )


def believe(
    cells: pd.DataFrame, draw_count: int, random: np.random.Generator
) -> Belief:
    """Return means and draws of what each perk is worth in each segment."""
    weight = cells["weight"].to_numpy()
    shape = weight.shape
    value = safely(cells["weighted_value"].to_numpy(), weight).ravel()
    effective = safely(weight**2, cells["weight_squares"].to_numpy()).ravel()
    certainty = safely(effective, variance_of_a_user(cells))
    design = rows_and_columns(shape)
    spread = spread_of_segments(design, value, certainty)
    # In a segment that nobody has seen, all that is known is the perk.
    unseen = np.hstack([np.zeros((shape[1], shape[0])), np.eye(shape[1])])
    unseen[:, : shape[0]] = 1 / shape[0]
    design = np.vstack([design, unseen])
    value = np.append(value, np.zeros(shape[1]))
    certainty = np.append(certainty, np.zeros(shape[1]))
    weights = safely(certainty, 1 + spread * certainty)
    covariance = np.linalg.pinv((design.T * weights) @ design)
    effects = covariance @ (design.T @ (weights * value))
    own = safely(spread * certainty, 1 + spread * certainty)
    deviation = np.sqrt(spread / (1 + spread * certainty))
    drawn = random.multivariate_normal(
        effects, covariance, draw_count, method="eigh"
    )
    fitted = drawn @ design.T
    noise = random.standard_normal(fitted.shape) * deviation
    shape = (shape[0] + 1, shape[1])
    mean = design @ effects
    return Belief(
        (mean + own * (value - mean)).reshape(shape),
        (fitted + own * (value - fitted) + noise).reshape(-1, *shape),
    )


def safely(top: np.ndarray, bottom: np.ndarray | float) -> np.ndarray:
    """Divide, and take nothing over nothing for nothing."""
    return np.divide(
        top, bottom, out=np.zeros(np.shape(top)), where=np.not_equal(bottom, 0)
    )


def variance_of_a_user(cells: pd.DataFrame) -> float:
    """Return how users of one segment and perk vary, over all of them."""
    weight, value = cells["weight"], cells["weighted_value"]
    means = safely(value.to_numpy(), weight.to_numpy())
    squares = cells["weighted_squares"].to_numpy() - means * value.to_numpy()
    return max(float(squares.sum() / weight.to_numpy().sum()), 0.0)


def rows_and_columns(shape: tuple[int, int]) -> np.ndarray:
    """Return which segment and which perk each cell belongs to."""
    rows, columns = np.indices(shape).reshape(2, -1)
    return np.hstack([np.eye(shape[0])[rows], np.eye(shape[1])[columns]])


def spread_of_segments(
    design: np.ndarray, value: np.ndarray, certainty: np.ndarray
) -> float:
    """Return the variance of what a perk does in one segment only.

    What the cells vary beyond chance, by the method of moments of DerSimonian
    and Laird for a regression.
    """
    weighted = design.T * certainty
    inverse = np.linalg.pinv(weighted @ design)
    residual = value - design @ (inverse @ (weighted @ value))
    degrees = (certainty > 0).sum() - np.linalg.matrix_rank(weighted @ design)
    total = certainty.sum() - np.trace(
        inverse @ ((design.T * certainty**2) @ design)
    )
    if degrees <= 0 or total <= 0:
        return 0.0
    return max(float((certainty @ residual**2 - degrees) / total), 0.0)
