"""Counts, model, segments and perks of every user, in pandas and numpy.

This is the second opinion the tests hold against the dbt models. It is written
from the method and not from the SQL: it reads the raw files and the perk
catalogue itself, and takes from a build only the centres of its segments.
"""

import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from reference_features import RawTables, Trip, clean, histories_by_user
from scipy.stats import norm

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "seeds" / "traveltide" / "perk_catalogue.csv"
SIGNALS = ("bags", "cancels", "deals", "bundles", "nights")
# Signals whose count may exceed its trials; the others are shares.
RATES = frozenset({"nights"})
NO_SEGMENT = "no_signal_yet"
PERCENTILES = range(101)
SMALLEST_DEVIATION = 1e-6
LARGEST_STRENGTH = 1000.0
SMALLEST_STRENGTH = 0.5
# What is said of a count over trials, and the name of one trial.
SENTENCES = {
    "bags": ("Checked bags on {part}", "flight"),
    "cancels": ("Cancelled {part}", "trip"),
    "deals": ("Booked {part} with a discount", "trip"),
    "bundles": ("Booked flight and hotel together on {part}", "trip"),
    "nights": ("Nights in hotels: {count} on {part}", "stay"),
}


# What is added to a reason that stands in for the one that is not known.
PROXY = " (approximation: no direct data)"


@dataclass(frozen=True)
class Choices:
    """Hold the numbers a person chose; the defaults are the method's."""

    prior_strength: float = 4.0
    policy: str = "individual"
    high_certainty: float = 0.80
    medium_certainty: float = 0.65
    # Signals whose persistence and backtest allow a high confidence.
    earned: frozenset[str] = frozenset()


def read_catalogue(path: Path = CATALOGUE) -> pd.DataFrame:
    """Return the active perks in order of priority, which breaks ties."""
    perks = pd.read_csv(path).sort_values("priority")
    return perks[perks["is_active"]].set_index("perk_code")


def fallback_of(path: Path = CATALOGUE) -> str:
    """Return the perk of those without evidence."""
    perks = pd.read_csv(path)
    return str(perks.loc[perks["is_fallback"], "perk_code"].item())


# Measures: from raw rows to counts


def has_bags(trip: Trip) -> bool:
    """Tell whether a flight took a checked bag along."""
    return (trip.flight["checked_bags"] or 0) > 0


def has_deal(trip: Trip) -> bool:
    """Tell whether a leg that was bought had a discount."""
    on_flight = trip.flight is not None and trip.flight_discount > 0
    on_hotel = trip.hotel is not None and trip.hotel_discount > 0
    return on_flight or on_hotel


def count_signals(trips: list[Trip]) -> dict[str, int]:
    """Count what one user did, and how often it could have been done."""
    kept = [trip for trip in trips if not trip.is_cancelled]
    bought = [trip for trip in kept if trip.flight or trip.hotel]
    flown = [trip for trip in kept if trip.flight]
    stays = [trip.night_count for trip in kept if trip.hotel]
    known = [nights for nights in stays if nights > 0]
    witnessed = [trip for trip in trips if trip.booking]
    return {
        "experience_count": len(trips),
        "bags_count": sum(map(has_bags, flown)),
        "bags_trials": len(flown),
        "cancels_count": len(trips) - len(kept),
        "cancels_trials": len(trips),
        "deals_count": sum(map(has_deal, bought)),
        "deals_trials": len(bought),
        "bundles_count": sum(1 for trip in flown if trip.hotel),
        "bundles_trials": len(bought),
        "nights_count": sum(known),
        "nights_trials": len(known),
        "nights_squares": sum(nights**2 for nights in known),
        "cancels_witnessed_count": sum(trip.is_cancelled for trip in witnessed),
        "cancels_witnessed_trials": len(witnessed),
    }


def user_measures(
    raw: RawTables,
    window_start: date = date(2023, 1, 4),
    min_sessions: int = 7,
    as_of_date: date | None = None,
) -> pd.DataFrame:
    """Return the counts of every user with a session in the window."""
    tables = clean(raw)
    as_of_date = as_of_date or tables.sessions["session_start"].max().date()
    histories = histories_by_user(tables, window_start, as_of_date)
    rows = {
        user_id: {
            "is_in_cohort": len(sessions) > min_sessions,
            **count_signals(trips),
        }
        for user_id, (sessions, trips) in histories.items()
    }
    measures = pd.DataFrame.from_dict(rows, orient="index")
    measures.index = measures.index.astype("int64").rename("user_id")
    return measures


def trial_table(measures: pd.DataFrame, part: str) -> pd.DataFrame:
    """Return the counts, or the trials, as one column a signal."""
    table = measures[[f"{signal}_{part}" for signal in SIGNALS]]
    return table.set_axis(list(SIGNALS), axis=1).astype(float)


def ratio(part: float, whole: float) -> float:
    """Divide; 0 over nothing."""
    return part / whole if whole else 0.0


# Learning: what is common to all


@dataclass(frozen=True)
class Model:
    """Hold what was learned: a row a signal, a row a percentile."""

    scales: pd.DataFrame
    percentiles: pd.DataFrame
    persistence: pd.DataFrame


def variance_of(signal: str, rate: float) -> float:
    """Return the variance of one trial."""
    return rate if signal in RATES else rate * (1 - rate)


def posterior(
    measures: pd.DataFrame,
    priors: pd.Series | pd.DataFrame,
    strengths: float | pd.Series,
) -> pd.DataFrame:
    """Mix each user's own trials with some at the prior rate."""
    counts, trials = (
        trial_table(measures, "count"),
        trial_table(measures, "trials"),
    )
    return (counts + priors * strengths) / (trials + strengths)


def model_space(rates: pd.DataFrame) -> pd.DataFrame:
    """Bring rates without an upper limit to a logarithmic scale."""
    logarithms = {signal: np.log1p(rates[signal]) for signal in RATES}
    return rates.assign(**logarithms)


def find_evidence(
    measures: pd.DataFrame, catalogue: pd.DataFrame
) -> pd.DataFrame:
    """Tell for every user and active perk whether anything speaks for it."""
    return pd.DataFrame(
        {
            perk: measures[f"{signal}_count"] > 0
            for perk, signal in catalogue["signal"].items()
        }
    )


def learn_scales(
    measures: pd.DataFrame, catalogue: pd.DataFrame, choices: Choices
) -> pd.DataFrame:
    """Learn rates and spreads of the cohort, and its holders' space."""
    cohort = measures[measures["is_in_cohort"]]
    counts, trials = (
        trial_table(cohort, "count").sum(),
        trial_table(cohort, "trials").sum(),
    )
    rates = pd.Series(
        {name: ratio(counts[name], trials[name]) for name in SIGNALS}
    )
    spreads = {
        name: math.sqrt(variance_of(name, rates[name])) for name in SIGNALS
    }
    space = model_space(posterior(cohort, rates, choices.prior_strength))
    holders = space[find_evidence(cohort, catalogue).any(axis=1)]
    return pd.DataFrame(
        {
            "observations": trials.astype(int),
            "rate": rates,
            "spread": pd.Series(spreads),
            "strength": choices.prior_strength,
            "mean": holders.mean(),
            "deviation": holders.std(ddof=0),
        }
    ).rename_axis("signal")


def learn_percentiles(
    measures: pd.DataFrame, scales: pd.DataFrame
) -> pd.DataFrame:
    """Return the smallest rate that so many per cent do not exceed."""
    cohort = measures[measures["is_in_cohort"]]
    rates = posterior(cohort, scales["rate"], scales["strength"])
    # Whole numbers: a rounded product would miss a place now and then.
    places = [max(0, -(-each * len(rates) // 100) - 1) for each in PERCENTILES]
    ordered = np.sort(rates.to_numpy(), axis=0)[places]
    return pd.DataFrame(ordered, index=PERCENTILES, columns=list(SIGNALS))


def persistence_columns(signal: str) -> tuple[str, str]:
    """Name what is observed; of a cancellation, only trips seen booked."""
    observed = f"{signal}_witnessed" if signal == "cancels" else signal
    return f"{observed}_count", f"{observed}_trials"


def agreement(
    counts: np.ndarray, trials: np.ndarray, squares: np.ndarray, rate: float
) -> np.ndarray:
    """Return each user's sum of products of residuals of different trips."""
    total = counts - trials * rate
    own = squares - 2 * rate * counts + trials * rate**2
    return total**2 - own


def persistence_of(cohort: pd.DataFrame, signal: str) -> dict[str, float]:
    """Learn how much two trips of one user have in common."""
    count, trial = persistence_columns(signal)
    counts, trials = (
        cohort[column].to_numpy(float) for column in (count, trial)
    )
    squares = cohort["nights_squares"] if signal in RATES else counts
    rate = ratio(counts.sum(), trials.sum())
    shared = agreement(counts, trials, np.asarray(squares, float), rate).sum()
    pairs = (trials * (trials - 1)).sum()
    rho = ratio(ratio(shared, pairs), variance_of(signal, rate))
    strength = (1 - rho) / rho if rho > 0 else LARGEST_STRENGTH
    return {
        "observations": int(trials.sum()),
        "users_with_two": int((trials >= 2).sum()),
        "mean_rate": rate,
        "rho": rho,
        # A rate may vary between users by more than one trial does.
        "learned_strength": min(max(strength, 0.0), LARGEST_STRENGTH),
    }


def learn_persistence(measures: pd.DataFrame) -> pd.DataFrame:
    """Learn for every signal whether there is a taste that lasts."""
    cohort = measures[measures["is_in_cohort"]]
    rows = {signal: persistence_of(cohort, signal) for signal in SIGNALS}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("signal")


def persistence_intervals(
    measures: pd.DataFrame, draws: int = 500, seed: int = 7
) -> pd.DataFrame:
    """Return the middle 95 % of rho over cohorts of resampled users."""
    cohort = measures[measures["is_in_cohort"]]
    random = np.random.default_rng(seed)
    rhos = []
    for _ in range(draws):
        drawn = cohort.iloc[random.integers(len(cohort), size=len(cohort))]
        rhos.append(learn_persistence(drawn)["rho"])
    ends = pd.DataFrame(rhos).quantile([0.025, 0.975])
    return ends.T.set_axis(["lower", "upper"], axis=1)


def learn(
    measures: pd.DataFrame,
    catalogue: pd.DataFrame,
    choices: Choices | None = None,
) -> Model:
    """Learn everything but the segments."""
    scales = learn_scales(measures, catalogue, choices or Choices())
    return Model(
        scales,
        learn_percentiles(measures, scales),
        learn_persistence(measures),
    )


# Scoring: one user's counts and the model


def read_centres(centroids: pd.DataFrame) -> pd.DataFrame:
    """Return one row a segment from the mart of one version's centroids."""
    return centroids.pivot(
        index="segment_key", columns="signal", values="centroid"
    )[list(SIGNALS)]


def one_group() -> pd.DataFrame:
    """Return the centre of everybody, for where no segments are formed."""
    return pd.DataFrame(0.0, ["one_group"], list(SIGNALS))


def to_points(
    measures: pd.DataFrame, model: Model, choices: Choices
) -> pd.DataFrame:
    """Place every user in the model's space, in deviations."""
    scales = model.scales
    space = model_space(
        posterior(measures, scales["rate"], choices.prior_strength)
    )
    deviations = scales["deviation"]
    deviations = deviations.where(deviations > SMALLEST_DEVIATION, np.inf)
    return (space - scales["mean"]) / deviations


def segment(
    points: pd.DataFrame, centres: pd.DataFrame, is_known: pd.Series
) -> pd.DataFrame:
    """Give every evidence holder the segment whose centre is nearest."""
    gaps = points[centres.columns].to_numpy()[:, None] - centres.to_numpy()
    distances = np.sqrt((gaps**2).sum(axis=2))
    order = np.argsort(distances, axis=1, kind="stable")
    keys = centres.index.to_numpy(object)
    found = pd.DataFrame({"segment_key": keys[order[:, 0]]}, points.index)
    found["next_segment_key"] = None
    found["segment_confidence"] = np.nan
    found["telling_signal"] = None
    if len(centres) > 1:
        rows = np.arange(len(points))
        near, following = order[:, 0], order[:, 1]
        with np.errstate(invalid="ignore"):
            share = distances[rows, near] / distances[rows, following]
        parts = gaps[rows, following] ** 2 - gaps[rows, near] ** 2
        names = centres.columns.to_numpy(object)
        found["next_segment_key"] = keys[following]
        found["segment_confidence"] = 1 - share
        found["telling_signal"] = names[parts.argmax(axis=1)]
    known = found.where(is_known)
    known["segment_key"] = found["segment_key"].where(is_known, NO_SEGMENT)
    return known


def rates_of_segments(
    measures: pd.DataFrame, keys: pd.Series, centres: pd.DataFrame
) -> pd.DataFrame:
    """Return the pooled rate of each segment's members in the cohort."""
    members = measures[measures["is_in_cohort"]]
    counts, trials = (
        trial_table(members, part).groupby(keys[members.index]).sum()
        for part in ("count", "trials")
    )
    rates = (counts / trials.where(trials > 0)).fillna(0.0).round(8)
    return rates.reindex(centres.index, fill_value=0.0)


@dataclass(frozen=True)
class Standings:
    """Hold rates, standings and variances; a row a user, a column a signal."""

    rates: pd.DataFrame
    standings: pd.DataFrame
    variances: pd.DataFrame


def stand(
    measures: pd.DataFrame,
    scales: pd.DataFrame,
    strengths: float | pd.Series,
    segment_rates: pd.DataFrame,
    policy: str,
) -> Standings:
    """Compare every user's rates with the cohort's, in spreads of a trial."""
    # Users without a segment, and they alone, have no row to look up.
    shared = segment_rates.set_axis(measures.index).fillna(scales["rate"])
    if policy == "segment":
        rates = shared
    else:
        prior = scales["rate"] if policy == "individual" else shared
        rates = posterior(measures, prior, strengths)
    spreads = scales["spread"].where(scales["spread"] > 0, np.inf)
    weights = trial_table(measures, "trials") + strengths
    # Of a share by the beta, of nights by the gamma distribution.
    variances = rates * (1 - rates) / (weights + 1)
    for signal in RATES:
        variances[signal] = rates[signal] / weights[signal]
    return Standings(
        rates, (rates - scales["rate"]) / spreads, variances / spreads**2
    )


def choose(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the best and the second best perk that evidence speaks for."""
    eligible = scores.fillna(-np.inf).to_numpy()
    # Columns are in order of priority and the sort is stable.
    order = np.argsort(-eligible, axis=1, kind="stable")
    chosen = pd.DataFrame(index=scores.index)
    names = scores.columns.to_numpy(object)
    for place, choice in enumerate(["primary", "second"]):
        if place >= len(names):
            chosen[f"{choice}_perk"] = None
            chosen[f"{choice}_affinity"] = np.nan
            continue
        best = np.take_along_axis(eligible, order[:, [place]], axis=1)[:, 0]
        is_real = np.isfinite(best)
        chosen[f"{choice}_perk"] = pd.Series(
            np.where(is_real, names[order[:, place]], None),
            index=scores.index,
            dtype=object,
        )
        chosen[f"{choice}_affinity"] = np.where(is_real, best, np.nan)
    return chosen


def signal_of(perks: pd.Series, catalogue: pd.DataFrame) -> pd.Series:
    """Name what speaks for each perk, None where there is no perk."""
    signals = perks.map(catalogue["signal"]).astype(object)
    return signals.where(perks.notna(), None)


def pick(table: pd.DataFrame, signals: pd.Series) -> pd.Series:
    """Return each user's cell in the column of a signal."""
    places = pd.Index(table.columns).get_indexer(signals)
    cells = table.to_numpy()[np.arange(len(table)), places]
    return pd.Series(np.where(places < 0, np.nan, cells), index=table.index)


def certainty_of(
    primary: pd.Series, second: pd.Series, sure: Standings
) -> pd.Series:
    """Return how probably the first stands out more than the second."""
    gap = pick(sure.standings, primary) - pick(sure.standings, second).fillna(0)
    variance = pick(sure.variances, primary) + pick(
        sure.variances, second
    ).fillna(0)
    distance = gap / np.sqrt(variance.where(variance > 0))
    certainty = pd.Series(norm.cdf(distance.fillna(0)), index=gap.index)
    return certainty.where(primary.notna())


def confidence_of(
    certainty: pd.Series,
    primary: pd.Series,
    is_in_cohort: pd.Series,
    choices: Choices,
) -> pd.Series:
    """Say certainty in a word; a high one must be earned."""
    words = pd.Series("low", index=certainty.index)
    is_fair = is_in_cohort & (certainty >= choices.medium_certainty)
    is_high = is_fair & (certainty >= choices.high_certainty)
    words = words.mask(is_fair, "medium")
    words = words.mask(is_high & primary.isin(choices.earned), "high")
    return words.where(primary.notna(), "none")


def percentile_of(rates: pd.DataFrame, model: Model) -> pd.DataFrame:
    """Return the largest percentile that lies below each rate, -1 if none."""
    return pd.DataFrame(
        {
            name: np.searchsorted(model.percentiles[name], rates[name]) - 1
            for name in SIGNALS
        },
        index=rates.index,
    )


def tell_reason(
    signal: str, count: int, trials: int, percentile: int, note: str = ""
) -> str:
    """Say what was counted, and how it compares if that is worth a word."""
    template, trial = SENTENCES[signal]
    whole = (
        f"{trials} {trial}s"
        if signal in RATES
        else f"{count} of {trials} {trial}s"
    )
    part = whole if trials > 1 else f"the only {trial}"
    facts = template.format(part=part, count=count, trials=trials)
    if percentile <= 50:
        return facts + note
    how = "longer" if signal in RATES else "more often"
    return f"{facts}; {how} than {percentile}% of the cohort{note}"


def reasons(
    measures: pd.DataFrame,
    primary: pd.Series,
    catalogue: pd.DataFrame,
    model: Model,
    choices: Choices,
) -> pd.Series:
    """Return the sentence of every user with a perk of its own."""
    is_proxy = catalogue.set_index("signal")["evidence_level"] == "proxy"
    notes = dict.fromkeys(is_proxy.index[is_proxy], PROXY)
    scales = model.scales
    rates = posterior(measures, scales["rate"], choices.prior_strength)
    told = zip(
        primary,
        pick(trial_table(measures, "count"), primary),
        pick(trial_table(measures, "trials"), primary),
        pick(percentile_of(rates, model), primary),
        strict=True,
    )
    sentences = [
        None
        if signal is None
        else tell_reason(signal, *map(int, row), notes.get(signal, ""))
        for signal, *row in told
    ]
    return pd.Series(sentences, index=measures.index, dtype=object)


@dataclass(frozen=True)
class Scores:
    """Hold every step of the way from counts to a perk, one row per user."""

    evidence: pd.DataFrame
    points: pd.DataFrame
    segments: pd.DataFrame
    standings: Standings
    sure: Standings
    # A column a perk, in order of priority; nothing without evidence.
    affinities: pd.DataFrame
    perks: pd.DataFrame


def affinities_of(
    standings: Standings, evidence: pd.DataFrame, catalogue: pd.DataFrame
) -> pd.DataFrame:
    """Weigh the standings of the active perks."""
    own = standings.standings[catalogue["signal"]]
    weighed = own.set_axis(catalogue.index, axis=1) * catalogue["weight"]
    return weighed.where(evidence)


def decide(
    measures: pd.DataFrame,
    affinities: pd.DataFrame,
    sure: Standings,
    catalogue: pd.DataFrame,
    fallback: str,
    model: Model,
    choices: Choices,
) -> pd.DataFrame:
    """Choose two perks a user, and say how sure that is and why."""
    perks = choose(affinities)
    primary, second = (
        signal_of(perks[f"{place}_perk"], catalogue)
        for place in ("primary", "second")
    )
    certainty = certainty_of(primary, second, sure)
    is_fallback = primary.isna()
    return perks.assign(
        primary_perk=perks["primary_perk"].mask(is_fallback, fallback),
        primary_signal=primary,
        primary_affinity=perks["primary_affinity"].fillna(0),
        margin=perks["primary_affinity"] - perks["second_affinity"].fillna(0),
        certainty=certainty,
        confidence=confidence_of(
            certainty, primary, measures["is_in_cohort"], choices
        ),
        is_fallback=is_fallback,
        reason_text=reasons(measures, primary, catalogue, model, choices),
    )


def score(
    measures: pd.DataFrame,
    model: Model,
    centres: pd.DataFrame,
    catalogue: pd.DataFrame,
    fallback: str,
    choices: Choices | None = None,
) -> Scores:
    """Go the whole way, for the users of the cohort and the others."""
    choices = choices or Choices()
    evidence = find_evidence(measures, catalogue)
    is_known = evidence.any(axis=1)
    points = to_points(measures, model, choices)
    segments = segment(points, centres, is_known)
    keys = segments["segment_key"]
    shared = rates_of_segments(measures, keys, centres).reindex(keys)
    learned = model.persistence["learned_strength"].clip(
        lower=SMALLEST_STRENGTH
    )
    scales = model.scales
    standings = stand(
        measures, scales, choices.prior_strength, shared, choices.policy
    )
    # What a segment does makes nobody's own taste more certain.
    sure = stand(measures, scales, learned, shared, "individual")
    affinities = affinities_of(standings, evidence, catalogue)
    perks = decide(
        measures, affinities, sure, catalogue, fallback, model, choices
    )
    return Scores(
        evidence, points, segments, standings, sure, affinities, perks
    )


def affinity_rows(
    scores: Scores, measures: pd.DataFrame, catalogue: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per user and active perk, the best perk first."""
    tables = []
    for perk, signal in catalogue["signal"].items():
        tables.append(
            pd.DataFrame(
                {
                    "perk_code": perk,
                    "priority": catalogue.loc[perk, "priority"],
                    "signal_count": measures[f"{signal}_count"],
                    "signal_trials": measures[f"{signal}_trials"],
                    "posterior_rate": scores.standings.rates[signal],
                    "affinity": scores.affinities[perk].fillna(0.0),
                    "falling": -scores.affinities[perk],
                    "has_evidence": scores.evidence[perk],
                }
            ).rename_axis("user_id")
        )
    rows = pd.concat(tables).reset_index()
    # Those without evidence come last, behind affinities below 0.
    rows = rows.sort_values(["user_id", "falling", "priority"])
    rows["perk_rank"] = rows.groupby("user_id").cumcount() + 1
    return rows.drop(columns=["falling", "priority"]).reset_index(drop=True)
