"""Print how well others would choose what to offer next, and how long it takes.

python -m benchmark.offers [--warehouse FILE] [--days 30]

FILE is the working file of a build; without it, the generated shop is built.
Each way learns from the purchases before a day; of those in the days after it,
a list of ten items that are new to a user should have held them. Numbers that a
person chose are chosen by an earlier cut, whose days end where those that are
tested begin.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import yaml
from scipy.sparse import csr_matrix
from traveltide.recommendation.weights import regress_items

from benchmark.contestants import Place
from benchmark.data import ROOT
from benchmark.lists import DATA, MEASURES, build
from benchmark.recommenders import (
    Bought,
    Scores,
    Way,
    als,
    autoencoder,
    bm25,
    cosine,
    ease,
    few_weights,
    late_popularity,
    ours,
    popularity,
)
from benchmark.tables import markdown_table

PLACES, LATE_DAYS = 10, 30
RIDGES, WEIGHT_COUNTS, HISTORIES = (100, 200, 400), (10, 20, 50), (50, 100)
NUMBERS = ("ridge", "weight_count", "history_count")


@dataclass(frozen=True)
class Split:
    """What users had bought by a day, and what was new in the days after."""

    bought: Bought
    later: csr_matrix

    @property
    def wanted(self) -> np.ndarray:
        """Return how many new items each user bought after the day."""
        return self.later.sum(axis=1).A1

    def recalls(self, scores: Scores) -> np.ndarray:
        """Return by user which part of what came next is in a list of ten."""
        scores = np.array(scores, dtype="float64")
        scores[self.bought.ever.nonzero()] = -np.inf
        best = np.argsort(-scores, axis=1, kind="stable")[:, :PLACES]
        rows = np.arange(len(best))[:, None]
        hits = np.asarray(self.later[rows, best].todense()).sum(axis=1)
        is_asked = self.wanted > 0
        return hits[is_asked] / np.minimum(PLACES, self.wanted[is_asked])


def split_at(items: pd.DataFrame, cut: pd.Timestamp, days: int) -> Split:
    """Part the purchases at a day."""
    before = items[items["occurred_at"] < cut]
    users = pd.Index(sorted(before["user_id"].unique()))
    names = pd.Index(sorted(before["item_id"].unique()))
    shape = (len(users), len(names))

    def matrix(rows: pd.DataFrame, values: pd.Series | None) -> csr_matrix:
        places = (
            users.get_indexer(rows["user_id"]),
            names.get_indexer(rows["item_id"]),
        )
        found = np.ones(len(rows)) if values is None else values
        return csr_matrix((found, places), shape=shape)

    pairs = before.groupby(["user_id", "item_id"])["occurred_at"]
    own = pairs.agg(last="max", times="size").reset_index()
    own = own.sort_values(
        ["last", "times", "item_id"], ascending=[False, False, True]
    )
    is_late = own["last"] >= cut - pd.Timedelta(days=LATE_DAYS)
    end = cut + pd.Timedelta(days=days)
    after = items[items["occurred_at"].between(cut, end, inclusive="left")]
    after = after[
        after["user_id"].isin(users) & after["item_id"].isin(names)
    ].drop_duplicates(["user_id", "item_id"])
    ever = matrix(own, None)
    later = matrix(after, None)
    later = later - later.multiply(ever)
    later.eliminate_zeros()
    recency = own.groupby("user_id").cumcount() + 1
    late = matrix(own[is_late], None).sum(axis=0).A1
    bought = Bought(ever, late, matrix(own, recency.astype("float64")))
    return Split(bought, later.tocsr())


def in_force() -> tuple[int, ...]:
    """Return the numbers of dbt_project.yml."""
    text = (ROOT / "dbt_project.yml").read_text(encoding="utf-8")
    variables = yaml.safe_load(text)["vars"]
    return tuple(variables[f"recommendation_{name}"] for name in NUMBERS)


def choose(split: Split) -> pd.DataFrame:
    """Try numbers at a cut, and return them with the best first."""
    tried = []
    for ridge in RIDGES:
        weights = regress_items(split.bought.pairs, ridge)
        for count, history in product(WEIGHT_COUNTS, HISTORIES):
            scores = few_weights(split.bought, weights, count, history)
            recall = split.recalls(scores).mean()
            tried.append((ridge, count, history, recall))
    return pd.DataFrame(tried, columns=[*NUMBERS, "recall"]).sort_values(
        "recall", ascending=False, kind="stable"
    )


def compare(split: Split, ways: dict[str, Way]) -> Iterator[list[str]]:
    """Return recall, its error and the seconds of CPU of each way."""
    for name, way in ways.items():
        began = time.process_time()
        recalls = split.recalls(way(split.bought))
        seconds = time.process_time() - began
        error = recalls.std(ddof=1) / np.sqrt(len(recalls))
        yield [
            name,
            f"{recalls.mean():.4f}",
            f"{error:.4f}",
            f"{seconds:.1f}",
        ]


def bought_items(warehouse: Path | None) -> pd.DataFrame:
    """Return what users bought, of a build or of the generated shop."""
    DATA.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=DATA) as folder:
        place = Place(1, DATA / "shop", Path(folder))
        place.folder_of("dbt")
        if not warehouse:
            build(place, "--select", *MEASURES)
        file = str(warehouse or place.warehouse)
        with duckdb.connect(file, read_only=True) as connection:
            return connection.execute(
                "select user_id, item_id, occurred_at from measures.user_items"
            ).df()


def main(items: pd.DataFrame, days: int) -> None:
    """Print what the earlier cut chooses, and how all do at the later."""
    span = pd.Timedelta(days=days)
    cut = items["occurred_at"].max().normalize() + pd.Timedelta(days=1) - span
    tried = choose(split_at(items, cut - span, days))
    columns = list(NUMBERS)
    best = tuple(int(each) for each in tried.iloc[0][columns])
    is_in_force = (tried[columns] == list(in_force())).all(axis=1)
    shown = pd.concat([tried.head(5), tried[is_in_force]]).drop_duplicates()
    rows = [
        [*(f"{each:g}" for each in row[:3]), f"{row[3]:.4f}"]
        for row in shown.itertuples(index=False)
    ]
    sys.stdout.write(f"Chosen by {cut - span:%Y-%m-%d} and {days} days:\n\n")
    sys.stdout.write(markdown_table([*columns, "recall@10"], rows) + "\n\n")
    split = split_at(items, cut, days)
    ways = {
        "popularity": popularity,
        f"popularity of {LATE_DAYS} days": late_popularity,
        "item cosine": cosine,
        "BM25 (implicit)": bm25,
        "ALS, 64 factors (implicit)": als,
        "autoencoder, 64 units (scikit-learn)": autoencoder,
        f"EASE, ridge {best[0]}": ease(best[0]),
    } | {
        f"ours, {ridge} / {weights} / {history}": ours(ridge, weights, history)
        for ridge, weights, history in dict.fromkeys([best, in_force()])
    }
    sys.stdout.write(
        f"Tested by {cut:%Y-%m-%d} and {days} days,"
        f" {int((split.wanted > 0).sum()):,d} users:\n\n"
    )
    header = ["new items", "recall@10", "error", "CPU s"]
    table = markdown_table(header, list(compare(split, ways)))
    sys.stdout.write(table + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="benchmark.offers")
    parser.add_argument("--warehouse", type=Path)
    parser.add_argument("--days", type=int, default=30)
    given = parser.parse_args()
    main(bought_items(given.warehouse), given.days)
