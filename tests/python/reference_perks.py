"""Signals, affinities and perks of every user, from counts, in numpy.

This is the second opinion the tests hold against the dbt models. It is written
from the method and not from the SQL: it knows no table of the project, only
what was counted for each user and where the segments lie.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

SIGNALS = ("bag_rate", "bundle_rate", "cancel_rate", "deal_index", "night_rate")
PERKS = {
    "free_checked_bag": "checked_bags",
    "no_cancellation_fees": "cancellations",
    "exclusive_discounts": "discounts",
    "free_hotel_night": "bundles",
    "free_hotel_meal": "nights",
}
DEFAULT_PERKS = tuple(PERKS)[:4]
# The published decimals of a transformed signal.
SIGNAL_DECIMALS = 9
NO_SEGMENT = "no_signal_yet"


@dataclass(frozen=True)
class Choices:
    """Hold the numbers a person chose; the defaults are the method's."""

    prior_strength: float = 2.0
    blend_strength: float = 1.0
    # In order of priority, which breaks ties.
    perks: tuple[str, ...] = DEFAULT_PERKS
    weights: dict[str, float] = field(default_factory=dict)


def pooled(part: pd.Series, whole: pd.Series) -> float:
    """Return the rate of everybody together; 0 over nothing."""
    return float(part.sum()) / float(whole.sum()) if whole.sum() else 0.0


def is_member(counts: pd.DataFrame) -> pd.Series:
    """Tell who belongs to the cohort."""
    return counts["is_in_cohort"].astype(bool)


def shrunk(
    part: pd.Series,
    whole: pd.Series,
    members: pd.Series,
    choices: Choices,
) -> pd.Series:
    """Mix each user's own rate with some trips at the cohort's rate."""
    strength = choices.prior_strength
    prior = pooled(part[members], whole[members])
    return (part + strength * prior) / (whole + strength)


def deal_index(
    counts: pd.DataFrame,
    product: str,
    saving: str,
    units: str,
    choices: Choices,
) -> pd.Series:
    """Multiply how often, how deep and how much per unit; 0 without a deal."""
    deals = counts[f"discounted_{product}_count"].astype(float)
    share = shrunk(
        deals, counts[f"{product}_trip_count"], is_member(counts), choices
    )
    depth = counts[f"{product}_discount_sum"] / deals
    saved = (counts[saving] / counts[units].replace(0, np.nan)).fillna(0)
    return (share * depth * saved).where(deals > 0, 0.0)


def measure_signals(counts: pd.DataFrame, choices: Choices) -> pd.DataFrame:
    """Return the rates of every user, flight and hotel deals apart."""
    members = is_member(counts)
    booked, cancelled = (
        counts["booked_trip_count"],
        counts["cancelled_trip_count"],
    )
    flights, stays = counts["flight_trip_count"], counts["hotel_trip_count"]
    ratios = {
        "bag_rate": (counts["checked_bag_count"], flights),
        "cancel_rate": (cancelled, booked),
        "bundle_rate": (counts["bundle_trip_count"], booked - cancelled),
        "night_rate": (counts["night_count"], stays),
    }
    rates = {
        name: shrunk(part, whole, members, choices)
        for name, (part, whole) in ratios.items()
    }
    return pd.DataFrame(rates).assign(
        deal_index_flight=deal_index(
            counts,
            "flight",
            "located_saving_usd",
            "discounted_seat_km",
            choices,
        ),
        deal_index_hotel=deal_index(
            counts,
            "hotel",
            "hotel_saving_usd",
            "discounted_room_night_count",
            choices,
        ),
    )


def find_evidence(counts: pd.DataFrame, choices: Choices) -> pd.DataFrame:
    """Tell for every user and perk whether anything speaks for it."""
    deals = counts["discounted_flight_count"] + counts["discounted_hotel_count"]
    evidence = {
        "checked_bags": counts["checked_bag_count"] > 0,
        "cancellations": counts["cancelled_trip_count"] > 0,
        "discounts": deals > 0,
        "bundles": counts["bundle_trip_count"] > 0,
        "nights": counts["night_count"] > 0,
    }
    return pd.DataFrame({perk: evidence[PERKS[perk]] for perk in choices.perks})


def limit_of(values: pd.Series) -> float:
    """Return the 99th percentile, nothing over nothing."""
    return float(np.percentile(values, 99)) if len(values) else np.nan


def capped(values: pd.Series, holders: pd.Series) -> pd.Series:
    """Cut values off at what one evidence holder in a hundred exceeds."""
    limit = limit_of(values[holders])
    return values.clip(upper=limit)


def scaled_deals(signals: pd.DataFrame, members: pd.Series) -> pd.Series:
    """Put flight and hotel deals on one scale and take the larger."""
    shares = []
    for name in ("deal_index_flight", "deal_index_hotel"):
        own = signals[name][members]
        shares.append((signals[name] / limit_of(own[own > 0])).fillna(0))
    return np.maximum(*shares).clip(0, 1)


def transform_signals(
    signals: pd.DataFrame, holders: pd.Series, members: pd.Series
) -> pd.DataFrame:
    """Bring the signals to the scale on which users are compared."""
    space = pd.DataFrame(
        {
            "bag_rate": np.log1p(capped(signals["bag_rate"], holders)),
            "bundle_rate": signals["bundle_rate"],
            "cancel_rate": np.sqrt(signals["cancel_rate"]),
            "deal_index": np.sqrt(scaled_deals(signals, members)),
            "night_rate": np.log1p(capped(signals["night_rate"], holders)),
        }
    )
    return space.round(SIGNAL_DECIMALS)


def standardise(space: pd.DataFrame, holders: pd.Series) -> pd.DataFrame:
    """Express the signals in deviations from the holders' mean."""
    deviations = space[holders].std(ddof=0)
    deviations = deviations.where(deviations > 1e-6, np.inf)
    return (space - space[holders].mean()) / deviations


def percentile(values: pd.Series, members: pd.Series) -> pd.Series:
    """Return the share of the cohort below each value, half of those equal."""
    known = np.sort(values[members].to_numpy())
    below = np.searchsorted(known, values, side="left")
    up_to = np.searchsorted(known, values, side="right")
    return pd.Series((below + up_to) / 2 / len(known), index=values.index)


def own_affinities(
    signals: pd.DataFrame, evidence: pd.DataFrame, members: pd.Series
) -> pd.DataFrame:
    """Rank every user in what speaks for each perk; 0 without evidence."""
    ranked = signals.apply(lambda column: percentile(column, members))
    affinities = {
        "free_checked_bag": ranked["bag_rate"],
        "no_cancellation_fees": ranked["cancel_rate"],
        "exclusive_discounts": ranked[
            ["deal_index_flight", "deal_index_hotel"]
        ].max(axis=1),
        "free_hotel_night": 0.6 * ranked["bundle_rate"]
        + 0.4 * ranked["night_rate"],
        "free_hotel_meal": ranked["night_rate"],
    }
    own = pd.DataFrame({perk: affinities[perk] for perk in evidence.columns})
    return own.where(evidence, 0.0)


def nearest_segment(
    points: pd.DataFrame, centres: pd.DataFrame, holders: pd.Series
) -> pd.Series:
    """Name the segment whose centre is nearest to each evidence holder."""
    order = list(centres.columns)
    gaps = points[order].to_numpy()[:, None, :] - centres.to_numpy()[None]
    nearest = centres.index.to_numpy()[(gaps**2).sum(axis=2).argmin(axis=1)]
    return pd.Series(nearest, index=points.index).where(holders, NO_SEGMENT)


def blend(
    own: pd.DataFrame,
    evidence: pd.DataFrame,
    segments: pd.Series,
    counts: pd.DataFrame,
    choices: Choices,
) -> pd.DataFrame:
    """Mix own affinities with those of the segment's members."""
    members = is_member(counts)
    means = own[members].groupby(segments[members]).mean()
    shared = means.reindex(segments).fillna(0).set_axis(own.index)
    booked = counts["booked_trip_count"].astype(float)
    trust = booked / (booked + choices.blend_strength)
    mixed = own.mul(trust, axis=0) + shared.mul(1 - trust, axis=0)
    weights = [choices.weights.get(perk, 1.0) for perk in own.columns]
    return (mixed * weights).where(evidence, 0.0)


def decide(scores: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Return the best and the second best perk that evidence speaks for."""
    eligible = scores.where(evidence, -np.inf).to_numpy()
    # Columns are in order of priority and the sort is stable.
    order = np.argsort(-eligible, axis=1, kind="stable")
    decided = pd.DataFrame(index=scores.index)
    names = scores.columns.to_numpy()
    for place, choice in enumerate(["primary", "second"]):
        best = np.take_along_axis(eligible, order[:, [place]], axis=1)[:, 0]
        is_real = np.isfinite(best)
        perk = pd.Series(names[order[:, place]], index=scores.index)
        decided[f"{choice}_perk"] = perk.where(is_real, None)
        decided[f"{choice}_affinity"] = np.where(is_real, best, np.nan)
    return decided


@dataclass(frozen=True)
class Decision:
    """Hold every step of the way from counts to a perk, one row per user."""

    signals: pd.DataFrame
    evidence: pd.DataFrame
    points: pd.DataFrame
    own: pd.DataFrame
    segments: pd.Series
    scores: pd.DataFrame
    perks: pd.DataFrame


def decide_perks(
    counts: pd.DataFrame, centres: pd.DataFrame, choices: Choices | None = None
) -> Decision:
    """Go the whole way, for the users of the cohort and the others."""
    choices = choices or Choices()
    members = is_member(counts)
    signals = measure_signals(counts, choices)
    evidence = find_evidence(counts, choices)
    is_known = evidence.any(axis=1)
    holders = is_known & members
    space = transform_signals(signals, holders, members)
    points = standardise(space, holders)
    own = own_affinities(signals, evidence, members)
    segments = nearest_segment(points, centres, is_known)
    scores = blend(own, evidence, segments, counts, choices)
    perks = decide(scores, evidence)
    return Decision(signals, evidence, points, own, segments, scores, perks)
