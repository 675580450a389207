"""Whether two contestants found the same features."""

import pandas as pd

TOLERANCE = 1e-9


def difference(found: pd.DataFrame, expected: pd.DataFrame) -> str | None:
    """Say in one line where features differ first; None if nowhere.

    Both have users as index. A number may be off by a billionth of it, or of
    1 if it is smaller; one that is missing must be missing in both.
    """
    if set(found.columns) != set(expected.columns):
        odd = sorted(set(found.columns) ^ set(expected.columns))
        return f"only one of the two has the column {odd[0]}"
    if set(found.index) != set(expected.index):
        odd = sorted(set(found.index) ^ set(expected.index))
        return (
            f"{len(found)} users, expected {len(expected)}; only one of the"
            f" two has user {odd[0]}"
        )
    left = found.loc[expected.index, expected.columns].astype("float64")
    right = expected.astype("float64")
    distance = (left - right).abs() / right.abs().clip(lower=1.0)
    is_wrong = (distance > TOLERANCE) | (left.isna() != right.isna())
    wrong = is_wrong.stack()
    if not wrong.any():
        return None
    user, column = wrong.idxmax()
    return (
        f"{column} of user {user} is {left.at[user, column]}, expected"
        f" {right.at[user, column]} ({wrong.sum()} values differ)"
    )
