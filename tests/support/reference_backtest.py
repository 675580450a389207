"""The backtest in pandas: what a policy would have met on an earlier day.

This is the second opinion the tests hold against the dbt models. It does not
ask in which state a trip was known: it takes the sessions before the cut for
all there are, and counts anew. From a build it takes only who was in which
segment at a cut.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from hashlib import md5

import numpy as np
import pandas as pd
from reference_features import RawTables, Trip, clean, histories_by_user
from reference_perks import (
    RATES,
    SIGNALS,
    affinities_of,
    choose,
    count_signals,
    find_evidence,
    stand,
    trial_table,
    user_measures,
)
from scipy import stats

POLICIES = ("individual", "blended", "segment", "random")
WINDOW_START = date(2023, 1, 4)
LEAST_USERS = 100


@dataclass(frozen=True)
class Cut:
    """What was known of the cohort on a day, and what it did from then on.

    Both tables have one row a user of the cohort who had done something.
    """

    day: date
    before: pd.DataFrame
    after: pd.DataFrame

    @cached_property
    def is_followed(self) -> pd.Series:
        """Tell who did anything later."""
        return self.after["experience_count"] > 0


def set_back(
    raw: RawTables, day: date, min_sessions: int = 7, as_of: date | None = None
) -> Cut:
    """Count the cohort's trips up to a day, and those booked from then on."""
    tables = clean(raw)
    as_of = as_of or tables.sessions["session_start"].max().date()
    histories = histories_by_user(tables, WINDOW_START, as_of)
    cohort = [
        user
        for user, (sessions, _) in histories.items()
        if len(sessions) > min_sessions
    ]
    yesterday = day - timedelta(days=1)
    known = user_measures(raw, as_of_date=yesterday)
    before = known[known["experience_count"] > 0]
    before = before.loc[before.index.intersection(cohort)].sort_index()
    later = {
        user: count_signals(booked_from(histories[user][1], day))
        for user in before.index
    }
    after = pd.DataFrame.from_dict(later, orient="index")
    return Cut(day, before.assign(is_in_cohort=True), after)


def booked_from(trips: list[Trip], day: date) -> list[Trip]:
    """Return the trips whose booking is seen on that day or later."""
    midnight = datetime.combine(day, time())
    return [
        trip
        for trip in trips
        if trip.booking and trip.booking["session_start"] >= midnight
    ]


# Whether the own past foretells


def log_losses(cut: Cut, strength: float = 2.0) -> pd.DataFrame:
    """Compare the own past with everybody's rate, a row a share."""
    rows = {}
    after = cut.after[cut.is_followed]
    for signal in SIGNALS:
        if signal in RATES:
            continue
        counts = cut.before[f"{signal}_count"]
        trials = cut.before["experience_count"]
        rate = counts.sum() / trials.sum()
        own = ((counts + strength * rate) / (trials + strength)).loc[
            after.index
        ]
        did, later = after[f"{signal}_count"], after["experience_count"]
        rows[signal] = {
            "user_count": len(after),
            "experience_count": int(later.sum()),
            "rate_before": rate,
            "rate_after": did.sum() / later.sum(),
            "constant_log_loss": loss(did, later, rate),
            "posterior_log_loss": loss(did, later, own),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("signal")


def loss(did: pd.Series, later: pd.Series, rate: pd.Series | float) -> float:
    """Return minus the mean logarithm of how probable what came was."""
    hits, misses = did * np.log(rate), (later - did) * np.log1p(-rate)
    return float(-(hits + misses).sum() / later.sum())


# What each policy gives


def luck(day: date, signal: str, user_id: int) -> float:
    """Draw a number by the md5 of a text."""
    text = f"{day}:{signal}:{user_id}".encode()
    return int(md5(text, usedforsecurity=False).hexdigest()[:8], 16) / 2**32


def choose_perks(
    cut: Cut, clusters: pd.Series, catalogue: pd.DataFrame, strength: float = 4
) -> dict[str, pd.Series]:
    """Return each policy's perk for all who had evidence and are followed."""
    evidence = find_evidence(cut.before, catalogue)
    holders = cut.before[evidence.any(axis=1)]
    evidence = evidence.loc[holders.index]
    assert holders.index.tolist() == clusters.index.tolist()
    scales = learn_rates(cut.before)
    rates = segment_rates(holders, clusters).loc[clusters]
    scores = {
        policy: affinities_of(
            stand(holders, scales, strength, rates, policy), evidence, catalogue
        )
        for policy in ("individual", "blended", "segment")
    }
    draws = {
        perk: [luck(cut.day, signal, user) for user in holders.index]
        for perk, signal in catalogue["signal"].items()
    }
    scores["random"] = pd.DataFrame(draws, holders.index).where(evidence)
    return {
        policy: choose(table)["primary_perk"][cut.is_followed]
        for policy, table in scores.items()
    }


def segment_rates(holders: pd.DataFrame, clusters: pd.Series) -> pd.DataFrame:
    """Return the pooled rate of each segment's members."""
    counts, trials = (
        trial_table(holders, part).groupby(clusters).sum()
        for part in ("count", "trials")
    )
    return (counts / trials.where(trials > 0)).fillna(0.0)


def learn_rates(before: pd.DataFrame) -> pd.DataFrame:
    """Return the pooled rate of each signal and the spread of one trial."""
    counts, trials = (
        trial_table(before, part).sum() for part in ("count", "trials")
    )
    rates = (counts / trials.where(trials > 0)).fillna(0.0)
    is_rate = rates.index.isin(list(RATES))
    variances = rates * np.where(is_rate, 1.0, 1.0 - rates)
    return pd.DataFrame({"rate": rates, "spread": np.sqrt(variances)})


# What came of it


@dataclass(frozen=True)
class Dealt:
    """A perk that a policy gave to some of the users that are followed."""

    is_given: pd.Series
    did: pd.Series
    later: pd.Series

    @cached_property
    def rate(self) -> float:
        """Return the rate of all of them."""
        return self.did.sum() / self.later.sum()

    @cached_property
    def expected(self) -> float:
        """Return what was to be expected of those who got it."""
        return float(self.later[self.is_given].sum() * self.rate)

    def gradient(self) -> pd.Series:
        """Return what each user adds to what is expected."""
        of_given = self.rate * self.later.where(self.is_given, 0)
        share = self.later[self.is_given].sum() / self.later.sum()
        return of_given + share * (self.did - self.rate * self.later)


def deal(cut: Cut, perks: pd.Series, perk: str, signal: str) -> Dealt:
    """Look at one perk of a policy at a cut."""
    after = cut.after.loc[perks.index]
    return Dealt(
        perks == perk,
        after[f"{signal}_count"].astype(float),
        after["experience_count"].astype(float),
    )


def lift_of(deals: list[Dealt]) -> dict[str, float]:
    """Return lift and interval of perks together, over all cuts."""
    did = pd.concat([each.did.where(each.is_given, 0) for each in deals])
    given = pd.concat([each.later.where(each.is_given, 0) for each in deals])
    drift = pd.concat([each.gradient() for each in deals])
    expected = sum(each.expected for each in deals)
    lift = did.sum() / expected if expected else np.nan
    # A user is one draw, at however many cuts.
    residuals = (did - lift * drift).groupby(level=0).sum()
    users = int((given.groupby(level=0).sum() > 0).sum())
    margin = (
        stats.norm.ppf(0.975)
        * np.sqrt((residuals**2).sum())
        / (expected or np.nan)
    )
    if users < LEAST_USERS:
        margin = np.nan
    return {
        "user_count": users,
        "experience_count": int(given.sum()),
        "did": int(did.sum()),
        "expected": expected,
        "lift": lift,
        "lower_end": lift - margin,
        "upper_end": lift + margin,
    }


def lifts(
    cuts: list[Cut], clusters: dict[date, pd.Series], catalogue: pd.DataFrame
) -> pd.DataFrame:
    """Return one row a cut, policy and signal, and one of all together.

    All cuts, and all signals, are called "".
    """
    rows: dict[tuple[str, str, str], list[Dealt]] = {}
    for cut in cuts:
        chosen = choose_perks(cut, clusters[cut.day], catalogue)
        for policy, perks in chosen.items():
            for perk, signal in catalogue["signal"].items():
                dealt = deal(cut, perks, perk, signal)
                for key in (
                    (str(cut.day), policy, signal),
                    ("", policy, signal),
                    ("", policy, ""),
                ):
                    rows.setdefault(key, []).append(dealt)
    frame = pd.DataFrame({key: lift_of(each) for key, each in rows.items()}).T
    return frame.rename_axis(["cut", "policy", "signal"]).sort_index()
