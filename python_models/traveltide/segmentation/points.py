"""Points to cluster: checked and rounded, one row per user."""

from hashlib import md5

import numpy as np
import pandas as pd

KEY = "user_id"
# Differences this small come from the order in which a database adds.
POINT_DECIMALS = 6
# No standardised value of n users exceeds the square root of n.
LARGEST_POINT = 1e4


def order_signals(signals: pd.DataFrame) -> list[str]:
    """Return the names of the signals in order of their place."""
    names = signals.sort_values("place")["signal"].tolist()
    if not names or len(set(names)) < len(names):
        msg = f"Signals must be listed once each, at least one, not {names}."
        raise ValueError(msg)
    return names


def order_users(points: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return one row per user in order of the key, or refuse the frame."""
    wanted = [KEY, *names]
    missing = [name for name in wanted if name not in points.columns]
    if missing:
        msg = f"Points lack the columns {missing}; add one for every signal."
        raise ValueError(msg)
    if points[KEY].isna().any() or points[KEY].duplicated().any():
        msg = (
            f"Points need exactly one row per {KEY}, but a key is null or"
            " repeated; make them unique by user."
        )
        raise ValueError(msg)
    return points.sort_values(KEY, ignore_index=True)


def prepare_points(
    points: pd.DataFrame, names: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the users in order of their key, and their rounded points."""
    ordered = order_users(points, names)
    matrix = read_columns(ordered, names, -LARGEST_POINT, LARGEST_POINT)
    # Adding zero turns -0.0 into 0.0.
    rounded = np.round(matrix, POINT_DECIMALS) + 0.0
    return ordered[KEY].to_numpy(), rounded


def read_columns(
    frame: pd.DataFrame, names: list[str], lowest: float, highest: float
) -> np.ndarray:
    """Return columns as numbers, or refuse a null and what is out of range."""
    matrix = frame[names].to_numpy(dtype=float, na_value=np.nan)
    bad = ~((matrix >= lowest) & (matrix <= highest))
    for name, count in zip(names, bad.sum(axis=0).tolist(), strict=True):
        if count:
            msg = (
                f"Column {name} is null or not between {lowest:.0f} and"
                f" {highest:.0f} for {count} of {len(frame)} users; correct"
                " the model of the training points."
            )
            raise ValueError(msg)
    return matrix


def describe_flat_signals(matrix: np.ndarray, names: list[str]) -> str:
    """Say which signals are the same for everybody, '' if none is."""
    if not len(matrix):
        return ""
    is_flat = (matrix == matrix[0]).all(axis=0)
    flat = [name for name, same in zip(names, is_flat, strict=True) if same]
    return f"no variance, counted as zero: {', '.join(flat)}" if flat else ""


def order_by_md5(user_ids: np.ndarray, limit: int) -> np.ndarray:
    """Return the positions of the first users by md5, in order of their key.

    Equal hashes stay in key order. Nothing is hashed where everybody fits.
    """
    if len(user_ids) <= limit:
        return np.arange(len(user_ids))
    hashes = [
        md5(str(user_id).encode(), usedforsecurity=False).digest()
        for user_id in user_ids.tolist()
    ]
    first = sorted(range(len(hashes)), key=hashes.__getitem__)[:limit]
    return np.sort(first)
