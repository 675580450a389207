"""The features and segments by polars, lazily and streamed.

Every file is scanned once: the sessions in the window are kept in memory to
find the cohort in, which takes two thirds of the time and of the memory that a
single query with three scans of them does. The files need no cleaning.

python -m benchmark.with_polars RAW TARGET
"""

import sys
from datetime import datetime
from pathlib import Path

import polars as pl

from benchmark.learning import LEARNED_FROM, learned_segments

WINDOW_START = datetime(2023, 1, 4)
SESSION_COUNT_ABOVE = 7
EARTH_RADIUS_KM = 6371
TYPES = {
    "user_id": pl.Int64,
    "session_start": pl.Datetime("us"),
    "session_end": pl.Datetime("us"),
    "flight_discount": pl.Boolean,
    "hotel_discount": pl.Boolean,
    "flight_discount_amount": pl.Float64,
    "hotel_discount_amount": pl.Float64,
    "page_clicks": pl.Int64,
    "cancellation": pl.Boolean,
    "home_airport_lat": pl.Float64,
    "home_airport_lon": pl.Float64,
    "return_flight_booked": pl.Boolean,
    "departure_time": pl.Datetime("us"),
    "checked_bags": pl.Int64,
    "destination_airport_lat": pl.Float64,
    "destination_airport_lon": pl.Float64,
    "base_fare_usd": pl.Float64,
    "rooms": pl.Int64,
    "check_in_time": pl.Datetime("us"),
    "check_out_time": pl.Datetime("us"),
    "hotel_per_room_usd": pl.Float64,
}


def scan(raw: Path, name: str) -> pl.LazyFrame:
    """Scan a file; what has no type above stays text."""
    return pl.scan_csv(
        raw / f"{name}.csv", infer_schema=False, schema_overrides=TYPES
    )


def discount_rate(product: str) -> pl.Expr:
    """Return the discount offered on a product, 0 without an offer."""
    amount = pl.col(f"{product}_discount_amount").fill_null(0)
    return pl.when(f"{product}_discount").then(amount).otherwise(0)


def sessions_in_window(raw: Path) -> pl.LazyFrame:
    """Read the sessions that count, once for all that is made of them."""
    return (
        scan(raw, "sessions")
        .drop("flight_booked", "hotel_booked")
        .filter(pl.col("session_start") >= WINDOW_START)
        .collect(engine="streaming")
        .lazy()
    )


def cohort_sessions(in_window: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the sessions of users with enough of them."""
    cohort = (
        in_window.group_by("user_id")
        .len()
        .filter(pl.col("len") > SESSION_COUNT_ABOVE)
    )
    return in_window.join(cohort, on="user_id", how="semi").with_columns(
        flight_discount_rate=discount_rate("flight"),
        hotel_discount_rate=discount_rate("hotel"),
    )


def session_features(
    sessions: pl.LazyFrame, as_of_date: pl.LazyFrame
) -> pl.LazyFrame:
    """Describe what users did on the site."""
    seconds = (pl.col("session_end") - pl.col("session_start")).dt
    seconds = seconds.total_microseconds() / 1e6
    is_discounted = (pl.col("flight_discount_rate") > 0) | (
        pl.col("hotel_discount_rate") > 0
    )
    days = pl.col("as_of_date") - pl.col("last_session").dt.date()
    return (
        sessions.group_by("user_id")
        .agg(
            session_count=pl.len(),
            page_click_count=pl.col("page_clicks").sum(),
            average_session_seconds=seconds.filter(seconds >= 0).mean(),
            last_session=pl.col("session_start").max(),
            discount_seen_rate=is_discounted.mean(),
        )
        .join(as_of_date, how="cross")
        .with_columns(days_since_last_session=days.dt.total_days())
    )


def distance_km() -> pl.Expr:
    """Return the great-circle distance from origin to destination."""
    latitude, longitude, other_latitude, other_longitude = (
        pl.col(column).radians()
        for column in (
            "home_airport_lat",
            "home_airport_lon",
            "destination_airport_lat",
            "destination_airport_lon",
        )
    )
    half_chord = ((other_latitude - latitude) / 2).sin() ** 2 + (
        latitude.cos()
        * other_latitude.cos()
        * ((other_longitude - longitude) / 2).sin() ** 2
    )
    angle = 2 * half_chord.clip(upper_bound=1).sqrt().arcsin()
    # To the metre, as the project does.
    return (EARTH_RADIUS_KM * angle).round(3)


def joined_trips(raw: Path, sessions: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row per trip: its booking, cancellation, flight and stay."""
    booking = ("user_id", "session_start", "flight_discount_rate")
    booking += ("hotel_discount_rate",)
    order = ("cancellation", "session_start", "session_id")
    trips = (
        sessions.filter(pl.col("trip_id") != "")
        .group_by("trip_id")
        .agg(
            pl.col(booking).sort_by(order).first(),
            is_kept=~pl.col("cancellation").any(),
        )
    )
    airports = (
        scan(raw, "users")
        .group_by("home_airport")
        .agg(pl.col("home_airport_lat", "home_airport_lon").min())
    )
    return (
        trips.join(scan(raw, "flights"), on="trip_id", how="left")
        .join(scan(raw, "hotels"), on="trip_id", how="left")
        .join(
            airports,
            left_on="origin_airport",
            right_on="home_airport",
            how="left",
        )
    )


def measured_trips(trips: pl.LazyFrame) -> pl.LazyFrame:
    """Measure the parts of trips that were kept, null where there is none."""
    is_flown = pl.col("is_kept") & pl.col("departure_time").is_not_null()
    is_stayed = pl.col("is_kept") & pl.col("check_in_time").is_not_null()
    nights = (
        pl.col("check_out_time").dt.date() - pl.col("check_in_time").dt.date()
    ).dt.total_days()
    start = pl.coalesce("departure_time", "check_in_time")
    lead = (start - pl.col("session_start")).dt.total_microseconds()
    return trips.with_columns(
        is_flown=is_flown,
        is_stayed=is_stayed,
        nights=pl.when(is_stayed).then(nights.clip(lower_bound=0)),
        km=pl.when(is_flown).then(distance_km()),
        fare=pl.when(is_flown).then("base_fare_usd"),
        bags=pl.when(is_flown).then("checked_bags"),
        legs=pl.when(is_flown).then(1 + pl.col("return_flight_booked")),
        lead_days=pl.when("is_kept").then(lead / 86_400_000_000),
        flight_discount=pl.when(is_flown).then("flight_discount_rate"),
        hotel_discount=pl.when(is_stayed).then("hotel_discount_rate"),
    ).with_columns(
        flight_spend=pl.col("fare") * (1 - pl.col("flight_discount")),
        saving=pl.when(pl.col("km").is_not_null()).then(
            pl.col("fare") * pl.col("flight_discount")
        ),
        hotel_spend=pl.col("hotel_per_room_usd")
        * pl.col("rooms")
        * pl.col("nights")
        * (1 - pl.col("hotel_discount")),
    )


def trip_features(
    trips: pl.LazyFrame, as_of_date: pl.LazyFrame
) -> pl.LazyFrame:
    """Describe what users booked, and what they kept of it."""
    first = WINDOW_START.year * 12 + WINDOW_START.month
    day, booked = pl.col("as_of_date").dt, pl.col("session_start").dt
    months = day.year() * 12 + day.month() - first + 1
    month = booked.year() * 12 + booked.month() - first
    spend = pl.sum_horizontal("flight_spend", "hotel_spend")
    count = months.first()
    flight, hotel = pl.col("flight_discount"), pl.col("hotel_discount")
    return (
        trips.join(as_of_date, how="cross")
        .group_by("user_id")
        .agg(
            booked_trip_count=pl.len(),
            kept_trip_count=pl.col("is_kept").sum(),
            flight_trip_count=pl.col("is_flown").sum(),
            hotel_trip_count=pl.col("is_stayed").sum(),
            bundle_trip_count=(pl.col("is_flown") & pl.col("is_stayed")).sum(),
            flight_leg_count=pl.col("legs").sum(),
            checked_bag_count=pl.col("bags").sum(),
            base_fare_usd=pl.col("fare").sum(),
            flight_spend_usd=pl.col("flight_spend").sum(),
            night_count=pl.col("nights").sum(),
            hotel_spend_usd=pl.col("hotel_spend").sum(),
            average_distance_km=pl.col("km").mean(),
            saving_per_km=pl.col("saving").sum() / pl.col("km").sum(),
            average_lead_days=pl.col("lead_days").mean(),
            discounted_flight_rate=(flight > 0).mean(),
            average_flight_discount=flight.filter(flight > 0).mean(),
            discounted_hotel_rate=(hotel > 0).mean(),
            average_hotel_discount=hotel.filter(hotel > 0).mean(),
            monthly_spend_trend_usd=(
                spend.fill_null(0) * (2 * month - months + 1)
            ).sum()
            * 6
            / (count * (count * count - 1)),
        )
    )


def fifth(values: pl.Expr) -> pl.Expr:
    """Return the fifth of the cohort a value falls into, ties together."""
    below = (values.rank("average") - 0.5) / pl.len()
    return (1 + (5 * below).floor()).clip(upper_bound=5)


def user_features(raw: Path) -> pl.DataFrame:
    """Return the features of every user of the cohort."""
    in_window = sessions_in_window(raw)
    sessions = cohort_sessions(in_window)
    as_of_date = in_window.select(
        as_of_date=pl.col("session_start").max().dt.date()
    )
    trips = measured_trips(joined_trips(raw, sessions))
    users = session_features(sessions, as_of_date).join(
        trip_features(trips, as_of_date), on="user_id", how="left"
    )
    flown, stayed = pl.col("flight_trip_count"), pl.col("hotel_trip_count")
    booked = pl.col("booked_trip_count")
    saving = pl.col("saving_per_km")
    scaled = (saving - saving.min()) / (saving.max() - saving.min())
    rate = pl.col("discounted_flight_rate")
    index = rate * pl.col("average_flight_discount") * scaled
    # Cents times four decimals: six digits are all there are.
    spend = (pl.col("flight_spend_usd") + pl.col("hotel_spend_usd")).round(6)
    return (
        users.with_columns(
            pl.col("^.*_count$", "^.*_usd$").fill_null(0),
        )
        .with_columns(
            cancelled_trip_count=booked - pl.col("kept_trip_count"),
            bags_per_flight=pl.col("checked_bag_count") / flown,
            nights_per_stay=pl.col("night_count") / stayed,
            bargain_hunter_index=pl.when(rate == 0).then(0).otherwise(index),
            recency_score=fifth(-pl.col("days_since_last_session")),
            frequency_score=fifth(pl.col("kept_trip_count")),
            monetary_score=fifth(spend),
        )
        .with_columns(cancellation_rate=pl.col("cancelled_trip_count") / booked)
        .drop("saving_per_km", "as_of_date", "last_session")
        .with_columns(pl.selectors.float().fill_nan(None))
        .collect(engine="streaming")
    )


def main(raw: Path, target: Path) -> None:
    """Write the features, and the segment of every user."""
    users = user_features(raw)
    users.write_csv(target / "user_features.csv")
    segments = learned_segments(users.select(LEARNED_FROM).to_numpy())
    users.select("user_id", segment=pl.Series(segments)).write_csv(
        target / "segments.csv"
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
