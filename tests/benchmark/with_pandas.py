"""The features and segments by pandas: read, merge, group, K-Means.

Written as the public projects on this data do it: whole files, merged into one
wide table of sessions, of which the cohort is kept and grouped by user. Nothing
is slow on purpose: no loop over rows, and the files need no cleaning.

python -m benchmark.with_pandas RAW TARGET
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from benchmark.learning import LEARNED_FROM, learned_segments

WINDOW_START = pd.Timestamp("2023-01-04")
SESSION_COUNT_ABOVE = 7
EARTH_RADIUS_KM = 6371
DAY = pd.Timedelta(days=1)


def read(raw: Path, name: str, *times: str) -> pd.DataFrame:
    """Read a file, some of its columns as times."""
    return pd.read_csv(
        raw / f"{name}.csv", parse_dates=[*times], date_format="ISO8601"
    )


def discount_rate(sessions: pd.DataFrame, product: str) -> pd.Series:
    """Return the discount offered on a product, 0 without an offer."""
    amount = sessions[f"{product}_discount_amount"]
    return amount.where(sessions[f"{product}_discount"]).fillna(0.0)


def cohort_sessions(sessions: pd.DataFrame) -> pd.DataFrame:
    """Keep the sessions in the window of users with enough of them."""
    in_window = sessions[sessions["session_start"] >= WINDOW_START]
    counts = in_window["user_id"].value_counts()
    cohort = counts.index[counts > SESSION_COUNT_ABOVE]
    own = in_window[in_window["user_id"].isin(cohort)]
    return own.assign(
        flight_discount_rate=discount_rate(own, "flight"),
        hotel_discount_rate=discount_rate(own, "hotel"),
    )


def session_features(
    sessions: pd.DataFrame, as_of_day: pd.Timestamp
) -> pd.DataFrame:
    """Describe what users did on the site."""
    length = sessions["session_end"] - sessions["session_start"]
    rates = sessions[["flight_discount_rate", "hotel_discount_rate"]]
    users = (
        sessions.assign(
            seconds=length.where(length >= 0 * DAY).dt.total_seconds(),
            is_discounted=(rates > 0).any(axis=1),
        )
        .groupby("user_id")
        .agg(
            session_count=("session_id", "size"),
            page_click_count=("page_clicks", "sum"),
            average_session_seconds=("seconds", "mean"),
            last_session=("session_start", "max"),
            discount_seen_rate=("is_discounted", "mean"),
        )
    )
    last_day = users.pop("last_session").dt.normalize()
    return users.assign(days_since_last_session=(as_of_day - last_day) // DAY)


def distance_km(trips: pd.DataFrame) -> pd.Series:
    """Return the great-circle distance from origin to destination."""
    latitude, longitude, other_latitude, other_longitude = (
        np.radians(trips[column])
        for column in (
            "origin_airport_lat",
            "origin_airport_lon",
            "destination_airport_lat",
            "destination_airport_lon",
        )
    )
    half_chord = (
        np.sin((other_latitude - latitude) / 2) ** 2
        + np.cos(latitude)
        * np.cos(other_latitude)
        * np.sin((other_longitude - longitude) / 2) ** 2
    )
    angle = 2 * np.arcsin(np.sqrt(half_chord.clip(upper=1)))
    # To the metre, as the project does.
    return (EARTH_RADIUS_KM * angle).round(3)


def booked_trips(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return the booking session of every trip, and whether it was kept."""
    named = sessions.dropna(subset="trip_id")
    cancelled = named.loc[named["cancellation"], "trip_id"]
    return (
        named.sort_values(["cancellation", "session_start", "session_id"])
        .drop_duplicates("trip_id")
        .assign(is_kept=lambda trips: ~trips["trip_id"].isin(cancelled))
    )


def merged(raw: Path) -> pd.DataFrame:
    """Return every session with its user, its flight and its stay."""
    users = read(raw, "users", "birthdate", "sign_up_date")
    airports = users.groupby("home_airport", as_index=False)[
        ["home_airport_lat", "home_airport_lon"]
    ].min()
    return (
        read(raw, "sessions", "session_start", "session_end")
        .merge(users, on="user_id", how="left")
        .merge(
            read(raw, "flights", "departure_time", "return_time"),
            on="trip_id",
            how="left",
        )
        .merge(
            read(raw, "hotels", "check_in_time", "check_out_time"),
            on="trip_id",
            how="left",
        )
        .merge(
            airports.rename(
                columns=lambda name: name.replace("home", "origin")
            ),
            on="origin_airport",
            how="left",
        )
    )


def kept_amounts(trips: pd.DataFrame) -> pd.DataFrame:
    """Measure the trips that were kept; what a trip has not is missing."""
    kept = trips[trips["is_kept"]]
    has_flight = kept["departure_time"].notna()
    has_hotel = kept["check_in_time"].notna()
    nights = (
        kept["check_out_time"].dt.normalize()
        - kept["check_in_time"].dt.normalize()
    ) // DAY
    km = distance_km(kept)
    start = kept["departure_time"].fillna(kept["check_in_time"])
    flight_discount = kept["flight_discount_rate"].where(has_flight)
    hotel_discount = kept["hotel_discount_rate"].where(has_hotel)
    return pd.DataFrame(
        {
            "user_id": kept["user_id"],
            "month": kept["session_start"].dt.to_period("M"),
            "has_flight": has_flight,
            "has_hotel": has_hotel,
            "has_both": has_flight & has_hotel,
            "legs": has_flight
            + kept["return_flight_booked"].fillna(False).astype(int),
            "bags": kept["checked_bags"],
            "fare": kept["base_fare_usd"],
            "flight_spend": kept["base_fare_usd"] * (1 - flight_discount),
            "saving": (kept["base_fare_usd"] * flight_discount).where(
                km.notna()
            ),
            "km": km,
            "lead_days": (start - kept["session_start"]) / DAY,
            "is_flight_discounted": (flight_discount > 0).where(has_flight),
            "flight_discount": flight_discount.where(flight_discount > 0),
            "nights": nights.clip(lower=0),
            "hotel_spend": kept["hotel_per_room_usd"]
            * kept["rooms"]
            * nights.clip(lower=0)
            * (1 - hotel_discount),
            "is_hotel_discounted": (hotel_discount > 0).where(has_hotel),
            "hotel_discount": hotel_discount.where(hotel_discount > 0),
        }
    )


def trip_features(trips: pd.DataFrame) -> pd.DataFrame:
    """Describe what users booked, and what they kept of it."""
    booked = trips.groupby("user_id").agg(
        booked_trip_count=("trip_id", "size"),
        kept_trip_count=("is_kept", "sum"),
    )
    kept = (
        kept_amounts(trips)
        .groupby("user_id")
        .agg(
            flight_trip_count=("has_flight", "sum"),
            hotel_trip_count=("has_hotel", "sum"),
            bundle_trip_count=("has_both", "sum"),
            flight_leg_count=("legs", "sum"),
            checked_bag_count=("bags", "sum"),
            base_fare_usd=("fare", "sum"),
            flight_spend_usd=("flight_spend", "sum"),
            night_count=("nights", "sum"),
            hotel_spend_usd=("hotel_spend", "sum"),
            km=("km", "sum"),
            average_distance_km=("km", "mean"),
            saving=("saving", "sum"),
            average_lead_days=("lead_days", "mean"),
            discounted_flight_rate=("is_flight_discounted", "mean"),
            average_flight_discount=("flight_discount", "mean"),
            discounted_hotel_rate=("is_hotel_discounted", "mean"),
            average_hotel_discount=("hotel_discount", "mean"),
        )
    )
    return booked.join(kept)


def monthly_spend_trend(
    trips: pd.DataFrame, as_of_day: pd.Timestamp
) -> pd.Series:
    """Return the slope of a line through each user's spend of the months."""
    months = pd.period_range(WINDOW_START, as_of_day, freq="M")
    kept = kept_amounts(trips)
    spend = (
        (kept["flight_spend"].fillna(0) + kept["hotel_spend"].fillna(0))
        .groupby([kept["user_id"], kept["month"]])
        .sum()
        .unstack(fill_value=0.0)
        .reindex(columns=months, fill_value=0.0)
    )
    steps = np.arange(len(months)) - (len(months) - 1) / 2
    return spend @ steps / (steps @ steps)


def fifth(values: pd.Series) -> pd.Series:
    """Return the fifth of the cohort a value falls into, ties together."""
    below = (values.rank() - 0.5) / len(values)
    return (1 + (5 * below).astype(int)).clip(upper=5)


def bargain_hunter_index(users: pd.DataFrame) -> pd.Series:
    """Weigh discounted flights by the saving per km, scaled to 0 to 1."""
    saving = users["saving"] / users["km"].where(users["km"] > 0)
    scaled = (saving - saving.min()) / (saving.max() - saving.min())
    rate = users["discounted_flight_rate"]
    index = rate * users["average_flight_discount"] * scaled
    return index.mask(rate == 0, 0.0)


def described_users(
    sessions: pd.DataFrame, trips: pd.DataFrame, as_of_day: pd.Timestamp
) -> pd.DataFrame:
    """Return the features of every user of the cohort."""
    users = session_features(sessions, as_of_day).join(trip_features(trips))
    users["monthly_spend_trend_usd"] = monthly_spend_trend(trips, as_of_day)
    counts_and_sums = [
        *("booked_trip_count", "kept_trip_count", "flight_trip_count"),
        *("hotel_trip_count", "bundle_trip_count", "flight_leg_count"),
        *("checked_bag_count", "base_fare_usd", "flight_spend_usd"),
        *("night_count", "hotel_spend_usd", "monthly_spend_trend_usd"),
    ]
    users = users.fillna(dict.fromkeys(counts_and_sums, 0))
    flown, stayed = users["flight_trip_count"], users["hotel_trip_count"]
    cancelled = users["booked_trip_count"] - users["kept_trip_count"]
    # Cents times four decimals: six digits are all there are.
    spend = (users["flight_spend_usd"] + users["hotel_spend_usd"]).round(6)
    return users.assign(
        cancelled_trip_count=cancelled,
        cancellation_rate=cancelled / users["booked_trip_count"],
        bags_per_flight=users["checked_bag_count"] / flown,
        nights_per_stay=users["night_count"] / stayed,
        bargain_hunter_index=bargain_hunter_index(users),
        recency_score=fifth(-users["days_since_last_session"]),
        frequency_score=fifth(users["kept_trip_count"]),
        monetary_score=fifth(spend),
    ).drop(columns=["km", "saving"])


def user_features(raw: Path) -> pd.DataFrame:
    """Merge everything, then keep the cohort and describe it."""
    sessions = merged(raw)
    as_of_day = sessions["session_start"].max().normalize()
    own = cohort_sessions(sessions)
    return described_users(own, booked_trips(own), as_of_day)


def main(raw: Path, target: Path) -> None:
    """Write the features, and the segment of every user."""
    users = user_features(raw)
    users.to_csv(target / "user_features.csv")
    segments = learned_segments(users[LEARNED_FROM].to_numpy(float))
    labels = pd.Series(segments, users.index, name="segment")
    labels.to_csv(target / "segments.csv")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
