"""What to offer next, worked out a second way: numpy and loops, no SQL.

The weights come from one inverse of the whole matrix, the lists from sorting
each user's items, the recall from sets.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

PLACES, DAYS, RIDGE, WEIGHTS, HISTORY = 10, 30, 200.0, 20, 100
LISTS = ("again", "new")


@dataclass(frozen=True)
class Shop:
    """All purchases before a day, and what is never offered to a user."""

    bought: pd.DataFrame
    day: date
    left_out: dict[int, set[str]]

    def __post_init__(self) -> None:
        """Count buyers, all and of late, and learn the weights."""
        known = self.bought[self.bought["occurred_at"] < moment(self.day)]
        pairs = known.groupby(["user_id", "item_id"])["occurred_at"]
        history = pairs.agg(times="size", last="max").reset_index()
        is_late = history["last"] >= moment(self.day - timedelta(days=DAYS))
        buyers = history["item_id"].value_counts()
        late = history.loc[is_late, "item_id"].value_counts()
        self.__dict__["late"] = {i: int(late.get(i, 0)) for i in buyers.index}
        self.__dict__["popular"] = sorted(
            buyers.index, key=lambda i: (-self.late[i], -buyers[i], i)
        )
        self.__dict__["history"] = {
            user: rows.sort_values(
                ["last", "times", "item_id"], ascending=[False, False, True]
            )
            for user, rows in history.groupby("user_id")
        }
        self.__dict__["weights"] = learn(history)

    def learned_score(self, user: int, item: str) -> float:
        """Return what the user's items say for an item."""
        rows = self.history.get(user)
        if rows is None:
            return 0.0
        own = dict(zip(rows["item_id"], rows["times"], strict=True))
        weight = own.get(item) or sum(
            self.weights.get((item, each), 0.0)
            for each in rows["item_id"].head(HISTORY)
        )
        return round(weight * np.log1p(self.late[item]), 6)

    def ranked(self, user: int, kind: str, *, is_learned: bool) -> list[str]:
        """Return the items of one list in their order, popular ones at last."""
        rows = self.history.get(user)
        own = set() if rows is None else set(rows["item_id"])
        barred = own | self.left_out.get(user, set())
        items = [
            item
            for item in self.popular
            if (item in own if kind == "again" else item not in barred)
        ]
        if is_learned:
            # Sorting is stable: what is equal stays in order of popularity.
            items.sort(key=lambda item: -self.learned_score(user, item))
        return items[:PLACES]

    def recalls(self) -> dict[str, pd.DataFrame]:
        """Return how much of what came next each way of choosing had."""
        end = moment(self.day + timedelta(days=DAYS))
        moments = self.bought["occurred_at"]
        later = self.bought[(moments >= moment(self.day)) & (moments < end)]
        later = later[later["item_id"].isin(self.popular)]
        found = {kind: [] for kind in LISTS}
        for user, rows in later.groupby("user_id"):
            if user not in self.history:
                continue
            own = set(self.history[user]["item_id"])
            items = set(rows["item_id"])
            for kind, wanted in (("again", items & own), ("new", items - own)):
                if wanted:
                    found[kind].append(
                        {
                            name: len(
                                wanted
                                & set(self.ranked(user, kind, is_learned=flag))
                            )
                            / min(PLACES, len(wanted))
                            for name, flag in (
                                ("learned", True),
                                ("popular", False),
                            )
                        }
                    )
        columns = ["learned", "popular"]
        return {k: pd.DataFrame(v, columns=columns) for k, v in found.items()}


def moment(day: date) -> pd.Timestamp:
    return pd.Timestamp(day)


def learn(history: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Return by item and other item how much the other speaks for it."""
    table = pd.crosstab(history["user_id"], history["item_id"])
    items = table.columns.tolist()
    values = table.to_numpy(dtype="float64")
    both = values.T @ values
    inverse = np.linalg.inv(both + RIDGE * np.eye(len(items)))
    found = {}
    for column, item in enumerate(items):
        weights = [
            (-round(-inverse[row, column] / inverse[column, column], 6), other)
            for row, other in enumerate(items)
            if row != column and both[row, column]
        ]
        for negative, other in sorted(weights)[:WEIGHTS]:
            if negative < 0:
                found[item, other] = -negative
    return found
