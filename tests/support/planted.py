"""Users with a taste that was planted, and how often the best rule finds it.

The counts of a user follow from rates that are the same for everybody, save
one: the behaviour that a user's perk goes by has its odds multiplied. All users
together keep the rates of the real cohort. Whoever knows the rates and the odds
can do no better than the posterior over the four groups, so that is what a rule
is held against.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import xlogy

TASTES = ("bags", "cancels", "deals", "bundles")
# The rates of the real cohort, all users together.
RATES = {"bags": 0.509, "cancels": 0.038, "deals": 0.227, "bundles": 0.747}
# Of kept trips that are no bundle, the share with a flight and no hotel.
FLIGHT_ALONE = 0.405
NIGHTS = 4.297
SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class Planting:
    """Say how many users there are, how often they travel and what for."""

    odds: float = 4.0
    # Booked on average; the few users who booked none are left out.
    trips: float = 9.0
    users: int = 6000
    seed: int = 20230104


@dataclass(frozen=True)
class Planted:
    """Hold the counts of users and the taste that each was given."""

    measures: pd.DataFrame
    tastes: pd.Series
    planting: Planting

    def experiences(self, first: date, last: date) -> pd.DataFrame:
        """Return the trips behind the counts, on days drawn at random."""
        random = np.random.default_rng(self.planting.seed + 1)
        trips = spread_counts(self.measures, random)
        seconds = (last - first).days * SECONDS_A_DAY
        moments = pd.to_timedelta(
            random.integers(seconds, size=len(trips)), "s"
        )
        trips["occurred_at"] = pd.Timestamp(first) + moments
        return trips.assign(known_from=trips["occurred_at"], known_until=pd.NaT)


def spread_counts(
    measures: pd.DataFrame, random: np.random.Generator
) -> pd.DataFrame:
    """Return one row a trip: which of a user's trips count is drawn anew.

    A cancelled trip is known as such from the start, and the nights of all
    stays are as equal as can be.
    """
    users = np.repeat(measures.index.to_numpy(), measures["experience_count"])
    own = measures.loc[users].set_index(np.arange(len(users)))
    place = own.groupby(users).cumcount()
    is_kept = place >= own["cancels_count"]
    kept_place = place - own["cancels_count"]
    is_flown = is_kept & (kept_place < own["bags_trials"])
    is_bundle = is_kept & (kept_place < own["bundles_count"])
    is_stayed = is_bundle | (is_kept & ~is_flown)

    def some(among: pd.Series, count: str) -> pd.Series:
        """Draw so many of each user's trips among some."""
        order = pd.Series(random.random(len(users))).where(among)
        return order.groupby(users).rank() <= own[count]

    stay_place = is_stayed.groupby(users).cumsum() - 1
    nights, rest = divmod(own["nights_count"], own["nights_trials"].clip(1))
    counted = {
        "bags": (some(is_flown, "bags_count"), is_flown),
        "cancels": (~is_kept, is_kept | True),
        "deals": (some(is_kept, "deals_count"), is_kept),
        "bundles": (is_bundle, is_kept),
        "nights": (
            (nights + (stay_place < rest)).where(is_stayed, 0),
            is_stayed,
        ),
    }
    trips = {
        "user_id": users,
        "experience_id": np.arange(len(users)).astype(str),
    }
    for signal, (count, trials) in counted.items():
        trips[f"{signal}_count"] = count.astype("int64")
        trips[f"{signal}_trials"] = trials.astype("int64")
    return pd.DataFrame(trips)


def multiply_odds(rate: float, odds: float) -> float:
    """Return the rate whose odds are so many times as high."""
    return odds * rate / (1 - rate + odds * rate)


def rate_of_the_others(pooled: float, odds: float) -> float:
    """Return the rate of those without the taste, given that of everybody."""

    def surplus(rate: float) -> float:
        with_taste = multiply_odds(rate, odds) / len(TASTES)
        return with_taste + rate * (1 - 1 / len(TASTES)) - pooled

    return float(brentq(surplus, 0, pooled))


def rates_by_taste(odds: float) -> pd.DataFrame:
    """Return the rate of every behaviour, one row a taste."""
    plain = {name: rate_of_the_others(RATES[name], odds) for name in TASTES}
    rates = pd.DataFrame([plain] * len(TASTES), index=list(TASTES))
    for taste in TASTES:
        rates.loc[taste, taste] = multiply_odds(plain[taste], odds)
    return rates


def draw_nights(
    stays: np.ndarray, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw the length of every stay; return each user's sum and squares."""
    nights = 1 + random.poisson(NIGHTS - 1, size=(len(stays), stays.max()))
    nights[np.arange(stays.max()) >= stays[:, None]] = 0
    return nights.sum(axis=1), (nights**2).sum(axis=1)


def plant(planting: Planting) -> Planted:
    """Draw the counts of every user, in the columns of user_measures."""
    random = np.random.default_rng(planting.seed)
    tastes = np.resize(TASTES, planting.users)
    rates = rates_by_taste(planting.odds).loc[tastes]
    trips = random.poisson(planting.trips, planting.users)
    cancels = random.binomial(trips, rates["cancels"])
    kept = trips - cancels
    bundles = random.binomial(kept, rates["bundles"])
    flights = bundles + random.binomial(kept - bundles, FLIGHT_ALONE)
    stays = bundles + kept - flights
    nights, squares = draw_nights(stays, random)
    users = pd.RangeIndex(1, planting.users + 1, name="user_id")
    measures = pd.DataFrame(
        {
            "is_in_cohort": True,
            "experience_count": trips,
            "bags_count": random.binomial(flights, rates["bags"]),
            "bags_trials": flights,
            "cancels_count": cancels,
            "cancels_trials": trips,
            "deals_count": random.binomial(kept, rates["deals"]),
            "deals_trials": kept,
            "bundles_count": bundles,
            "bundles_trials": kept,
            "nights_count": nights,
            "nights_trials": stays,
            "nights_squares": squares,
            "cancels_witnessed_count": cancels,
            "cancels_witnessed_trials": trips,
        },
        index=users,
    )
    travelled = measures[measures["experience_count"] > 0]
    given = pd.Series(tastes, index=users).loc[travelled.index]
    return Planted(travelled, given, planting)


def best_guesses(planted: Planted) -> pd.Series:
    """Return the most probable taste of each user, all rates known."""
    rates = rates_by_taste(planted.planting.odds)
    logarithms = pd.DataFrame(0.0, planted.measures.index, list(TASTES))
    for signal in TASTES:
        count = planted.measures[f"{signal}_count"]
        others = planted.measures[f"{signal}_trials"] - count
        for taste in TASTES:
            rate = rates.loc[taste, signal]
            logarithms[taste] += xlogy(count, rate) + xlogy(others, 1 - rate)
    return logarithms.idxmax(axis=1)


def recovery(guesses: pd.Series, planted: Planted) -> float:
    """Return the share of users whose taste was found."""
    return float((guesses == planted.tastes).mean())
