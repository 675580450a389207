"""Points to cluster: checked, sampled and rounded, one row per user."""

from dataclasses import dataclass
from hashlib import md5

import numpy as np
import pandas as pd

KEY = "user_id"
# Differences this small come from the order in which a database adds.
POINT_DECIMALS = 6
# No standardised value of n users exceeds the square root of n.
LARGEST_POINT = 1e4


@dataclass(frozen=True)
class Points:
    """Hold users in key order with their signals in order of name.

    Few trips make many users alike. So a fit sees each distinct point once,
    with the number of users there as its weight: the same result, in less
    time, from rows whose order is that of their values. `places` leads from a
    user to the row of its distinct point.
    """

    user_ids: np.ndarray
    signals: tuple[str, ...]
    flat_signals: tuple[str, ...]
    matrix: np.ndarray
    distinct: np.ndarray
    places: np.ndarray

    @property
    def degraded_reason(self) -> str:
        """Say which signals count as zero in every distance, if any."""
        if not self.flat_signals:
            return ""
        return f"no variance, counted as zero: {', '.join(self.flat_signals)}"

    def describe_shortage(self) -> str:
        """Say how few clusters these points allow."""
        users = len(self.matrix)
        return f"only {len(self.distinct)} distinct points in {users} users"


def prepare_points(signals: pd.DataFrame, sample_max: int) -> Points:
    """Check every user, keep the first in md5 order, round what is kept."""
    check_keys(signals)
    names = tuple(sorted(name for name in signals.columns if name != KEY))
    ordered = signals.sort_values(KEY, ignore_index=True)
    flat = find_flat_signals(ordered, names)
    matrix = read_matrix(ordered, names, flat)
    user_ids = ordered[KEY].to_numpy()
    kept = np.sort(order_by_md5(user_ids, sample_max))
    # Adding zero turns -0.0 into 0.0.
    rounded = np.round(matrix[kept], POINT_DECIMALS) + 0.0
    distinct, places = np.unique(rounded, axis=0, return_inverse=True)
    return Points(
        user_ids[kept], names, flat, rounded, distinct, places.reshape(-1)
    )


def check_keys(signals: pd.DataFrame) -> None:
    """Refuse a frame without one row per user and at least one signal."""
    if KEY not in signals.columns or len(signals.columns) < 2:
        msg = f"Signals need a column {KEY} and one column per signal."
        raise ValueError(msg)
    if signals[KEY].isna().any() or signals[KEY].duplicated().any():
        msg = (
            f"Signals need exactly one row per {KEY}, but a key is null or"
            " repeated; make the signals model unique by user."
        )
        raise ValueError(msg)


def find_flat_signals(
    signals: pd.DataFrame, names: tuple[str, ...]
) -> tuple[str, ...]:
    """Name the signals in which no two users differ, nulls included."""
    if signals.empty:
        return ()
    return tuple(name for name in names if is_flat(signals[name]))


def is_flat(signal: pd.Series) -> bool:
    """Tell whether a signal is one value, or never a number, for everybody."""
    values = signal.to_numpy(dtype=float, na_value=np.nan)
    if not np.isfinite(values).any():
        return True
    # Rounding in the mean of equal values leaves a trace of a variance.
    return bool(np.ptp(values) < 10.0**-POINT_DECIMALS)


def read_matrix(
    signals: pd.DataFrame, names: tuple[str, ...], flat: tuple[str, ...]
) -> np.ndarray:
    """Return the signals as numbers, flat ones as zero, or refuse them."""
    columns = [
        np.zeros(len(signals))
        if name in flat
        else signals[name].to_numpy(dtype=float, na_value=np.nan)
        for name in names
    ]
    for name, column in zip(names, columns, strict=True):
        check_column(name, column)
    return np.column_stack(columns)


def check_column(name: str, column: np.ndarray) -> None:
    """Refuse nulls, infinities and values that nobody standardised."""
    bad = int((~(np.abs(column) <= LARGEST_POINT)).sum())
    if bad:
        msg = (
            f"Signal {name} is null, infinite or beyond {LARGEST_POINT:.0f}"
            f" deviations for {bad} of {len(column)} users; give every user"
            " with evidence a standardised value in the signals model."
        )
        raise ValueError(msg)


def order_by_md5(user_ids: np.ndarray, limit: int) -> np.ndarray:
    """Return the positions of the first users by md5 of the key's text.

    The keys come sorted and the sort is stable, so equal hashes stay in key
    order. Nothing is hashed where everybody fits.
    """
    if len(user_ids) <= limit:
        return np.arange(len(user_ids))
    digests = b"".join(
        md5(str(user_id).encode(), usedforsecurity=False).digest()
        for user_id in user_ids.tolist()
    )
    halves = np.frombuffer(digests, dtype=">u8").reshape(-1, 2)
    halves = halves.astype(np.uint64)
    return np.lexsort((halves[:, 1], halves[:, 0]))[:limit]
