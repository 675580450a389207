"""The features of a cohort, worked out without SQL: one row per cohort user.

This is the second opinion the tests hold against the dbt models. It shares
no code with them and takes another route on purpose: text is parsed by
regular expressions, users and trips are plain objects, and sums are exact.
"""

import csv
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from scipy.stats import rankdata

EARTH_RADIUS_KM = 6371
SECONDS_PER_DAY = 86_400
LARGEST_INTEGER = 2**63 - 1

BLANKS = " \t\n\r\f"
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIMESTAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})(\.([0-9]{1,6}))?"
)


class RawTables(NamedTuple):
    """The four tables as exported: every value is text, null is empty."""

    users: pd.DataFrame
    sessions: pd.DataFrame
    flights: pd.DataFrame
    hotels: pd.DataFrame


class CleanTables(NamedTuple):
    """The four tables typed, without rejected rows and duplicates."""

    users: pd.DataFrame
    sessions: pd.DataFrame
    flights: pd.DataFrame
    hotels: pd.DataFrame


# Parsers: trimmed text that is not empty to a value, or a ValueError.


def parse_text(text: str) -> str:
    """Keep the text; blanks are gone already."""
    return text


def parse_code(text: str) -> str:
    """Read an airport code, which has no case."""
    return text.upper()


def parse_boolean(text: str) -> bool:
    """Read true or false, and nothing that only resembles them."""
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def parse_number(text: str) -> float:
    """Read a finite number."""
    number = float(text) if NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def parse_integer(text: str) -> int:
    """Read a whole number; 2.0 is whole, 2.5 is not rounded but refused."""
    parse_number(text)
    number = Decimal(text)
    if number != int(number) or abs(number) > LARGEST_INTEGER:
        raise ValueError(text)
    return int(number)


def parse_count(text: str) -> int:
    """Read a whole number of things, of which there cannot be fewer than 0."""
    count = parse_integer(text)
    if count < 0:
        raise ValueError(text)
    return count


def parse_within(lowest: float, highest: float) -> Callable[[str], float]:
    """Return a parser of numbers that refuses those beyond the bounds."""

    def parse(text: str) -> float:
        number = parse_number(text)
        if not lowest <= number <= highest:
            raise ValueError(text)
        return number

    return parse


parse_amount = parse_within(0, math.inf)
parse_latitude = parse_within(-90, 90)
parse_longitude = parse_within(-180, 180)


def parse_discount(text: str) -> float:
    """Read a fraction and round its float noise away."""
    fraction = parse_number(text)
    if not 0 <= fraction <= 1:
        raise ValueError(text)
    return round(fraction, 4)


def parse_date(text: str) -> datetime:
    """Read a day of the calendar."""
    if not DATE.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def parse_timestamp(text: str) -> datetime:
    """Read a moment with none to six digits behind the second."""
    match = TIMESTAMP.fullmatch(text)
    if not match:
        raise ValueError(text)
    moment, fraction = match.group(1), match.group(3) or ""
    return datetime.fromisoformat(f"{moment}.{fraction:0<6}")


Parser = Callable[[str], Any]

DTYPES: dict[Parser, str] = {
    parse_text: "object",
    parse_code: "object",
    parse_boolean: "boolean",
    parse_number: "float64",
    parse_integer: "Int64",
    parse_count: "Int64",
    parse_amount: "float64",
    parse_latitude: "float64",
    parse_longitude: "float64",
    parse_discount: "float64",
    parse_date: "datetime64[us]",
    parse_timestamp: "datetime64[us]",
}

COLUMNS: dict[str, dict[str, Parser]] = {
    "users": {
        "user_id": parse_integer,
        "birthdate": parse_date,
        "gender": parse_text,
        "married": parse_boolean,
        "has_children": parse_boolean,
        "home_country": parse_text,
        "home_city": parse_text,
        "home_airport": parse_code,
        "home_airport_lat": parse_latitude,
        "home_airport_lon": parse_longitude,
        "sign_up_date": parse_date,
    },
    "sessions": {
        "session_id": parse_text,
        "user_id": parse_integer,
        "trip_id": parse_text,
        "session_start": parse_timestamp,
        "session_end": parse_timestamp,
        "flight_discount": parse_boolean,
        "hotel_discount": parse_boolean,
        "flight_discount_amount": parse_discount,
        "hotel_discount_amount": parse_discount,
        "flight_booked": parse_boolean,
        "hotel_booked": parse_boolean,
        "page_clicks": parse_count,
        "cancellation": parse_boolean,
    },
    "flights": {
        "trip_id": parse_text,
        "origin_airport": parse_code,
        "destination": parse_text,
        "destination_airport": parse_code,
        "seats": parse_count,
        "return_flight_booked": parse_boolean,
        "departure_time": parse_timestamp,
        "return_time": parse_timestamp,
        "checked_bags": parse_count,
        "trip_airline": parse_text,
        "destination_airport_lat": parse_latitude,
        "destination_airport_lon": parse_longitude,
        "base_fare_usd": parse_amount,
    },
    "hotels": {
        "trip_id": parse_text,
        "hotel_name": parse_text,
        "nights": parse_integer,
        "rooms": parse_count,
        "check_in_time": parse_timestamp,
        "check_out_time": parse_timestamp,
        "hotel_per_room_usd": parse_amount,
    },
}

# The first names a row and may not be there twice; none may be empty.
REQUIRED: dict[str, list[str]] = {
    "users": ["user_id"],
    "sessions": ["session_id", "user_id"],
    "flights": ["trip_id"],
    "hotels": ["trip_id"],
}


def text_table(name: str, rows: Iterable[dict[str, str]]) -> pd.DataFrame:
    """Build one raw table, also from no rows."""
    return pd.DataFrame(list(rows), columns=list(COLUMNS[name]), dtype=object)


def read_raw(folder: str | Path) -> RawTables:
    """Read the four CSV files as text."""
    tables = {}
    for name in COLUMNS:
        path = Path(folder) / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            tables[name] = text_table(name, csv.DictReader(file))
    return RawTables(**tables)


class Refused:
    """What stands in a column for a value that does not parse."""


def parse_cell(text: str, parse: Parser) -> object:
    """Return the value of a cell, None if empty, Refused if unreadable."""
    trimmed = text.strip(BLANKS)
    if trimmed == "":
        return None
    try:
        return parse(trimmed)
    except ValueError:
        return Refused


def clean_table(name: str, raw: pd.DataFrame) -> pd.DataFrame:
    """Type one table, reject what is unusable and drop what is said twice."""
    parsed = pd.DataFrame(index=raw.index)
    is_refused = pd.Series(data=False, index=raw.index)
    for column, parse in COLUMNS[name].items():
        values = {text: parse_cell(text, parse) for text in set(raw[column])}
        cells = pd.Series([values[text] for text in raw[column]], dtype=object)
        cells.index = raw.index
        is_refused |= cells.map(lambda value: value is Refused).astype(bool)
        parsed[column] = cells
    usable = parsed[~is_refused].dropna(subset=REQUIRED[name])
    dtypes = {column: DTYPES[parse] for column, parse in COLUMNS[name].items()}
    distinct = usable.astype(dtypes).drop_duplicates()
    is_disputed = distinct.duplicated(subset=REQUIRED[name][0], keep=False)
    return distinct[~is_disputed].reset_index(drop=True)


def clean(raw: RawTables) -> CleanTables:
    """Type all four tables and keep the rows that can be believed."""
    return CleanTables(
        **{name: clean_table(name, getattr(raw, name)) for name in COLUMNS}
    )


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Turn a table into plain rows with None where a value is missing."""
    plain = frame.astype(object)
    return plain.where(frame.notna(), None).to_dict("records")


# Trips


def effective_discount(session: dict[str, Any] | None, product: str) -> float:
    """Return the discount a session granted on a product, 0 without one."""
    if session is None or not session[f"{product}_discount"]:
        return 0.0
    return session[f"{product}_discount_amount"] or 0.0


Point = tuple[float, float]


def great_circle_km(origin: Point, destination: Point) -> float:
    """Return the haversine distance of two points in degrees."""
    latitude, longitude = map(math.radians, origin)
    other_latitude, other_longitude = map(math.radians, destination)
    half_chord = (
        math.sin((other_latitude - latitude) / 2) ** 2
        + math.cos(latitude)
        * math.cos(other_latitude)
        * math.sin((other_longitude - longitude) / 2) ** 2
    )
    angle = 2 * math.asin(math.sqrt(min(1.0, half_chord)))
    # To the metre, as the project does.
    return round(EARTH_RADIUS_KM * angle, 3)


def known_point(row: dict[str, Any], place: str) -> Point | None:
    """Return the coordinates of a place unless one of them is missing."""
    point = (row[f"{place}_lat"], row[f"{place}_lon"])
    return None if None in point else point


def airport_points(users: pd.DataFrame) -> dict[str, Point]:
    """Locate every home airport; of several answers take the smallest."""
    answers = defaultdict(set)
    for user in records(users):
        point = known_point(user, "home_airport")
        if user["home_airport"] is not None and point is not None:
            answers[user["home_airport"]].add(point)
    return {code: min(points) for code, points in answers.items()}


@dataclass(frozen=True)
class Trip:
    """A trip as its sessions in the window, its flight and its hotel say."""

    sessions: list[dict[str, Any]]
    flight: dict[str, Any] | None
    hotel: dict[str, Any] | None
    origin: Point | None

    @cached_property
    def is_cancelled(self) -> bool:
        """Tell whether any session called the trip off."""
        return any(session["cancellation"] for session in self.sessions)

    @cached_property
    def booking(self) -> dict[str, Any] | None:
        """Return the first session that is not a cancellation."""
        return min(
            (each for each in self.sessions if not each["cancellation"]),
            key=lambda each: (each["session_start"], each["session_id"]),
            default=None,
        )

    @cached_property
    def starts_at(self) -> datetime | None:
        """Return the departure, or the check-in if nobody flies."""
        if self.flight is not None:
            return self.flight["departure_time"]
        return None if self.hotel is None else self.hotel["check_in_time"]

    @cached_property
    def lead_days(self) -> float | None:
        """Return the days from booking to start, with their fraction."""
        if self.booking is None or self.starts_at is None:
            return None
        lead = self.starts_at - self.booking["session_start"]
        return lead.total_seconds() / SECONDS_PER_DAY

    @cached_property
    def flight_discount(self) -> float:
        """Return the fraction taken off the fare, 0 without a discount."""
        return effective_discount(self.booking, "flight")

    @cached_property
    def hotel_discount(self) -> float:
        """Return the fraction taken off the hotel, 0 without a discount."""
        return effective_discount(self.booking, "hotel")

    @cached_property
    def leg_count(self) -> int:
        """Count the way there and, if booked, the way back."""
        return 2 if self.flight["return_flight_booked"] else 1

    @cached_property
    def distance_km(self) -> float | None:
        """Return the way there, if both ends are known."""
        destination = known_point(self.flight, "destination_airport")
        if self.origin is None or destination is None:
            return None
        return great_circle_km(self.origin, destination)

    @cached_property
    def fare(self) -> float:
        """Return the fare before discount."""
        return self.flight["base_fare_usd"] or 0.0

    @cached_property
    def night_count(self) -> int:
        """Count the midnights of the stay; 0 where the times are no stay."""
        arrival, departure = (
            self.hotel["check_in_time"],
            self.hotel["check_out_time"],
        )
        if arrival is None or departure is None:
            return 0
        return max(0, (departure.date() - arrival.date()).days)

    @cached_property
    def flight_spend(self) -> float:
        """Return the money paid for the flight, 0 without one."""
        if self.flight is None:
            return 0.0
        return self.fare * (1 - self.flight_discount)

    @cached_property
    def hotel_spend(self) -> float:
        """Return the money paid for the hotel, 0 without one."""
        if self.hotel is None:
            return 0.0
        price = self.hotel["hotel_per_room_usd"] or 0.0
        rooms = self.hotel["rooms"] or 0
        return price * rooms * self.night_count * (1 - self.hotel_discount)


def sessions_in_window(
    sessions: pd.DataFrame, window_start: date, as_of_date: date
) -> pd.DataFrame:
    """Keep the sessions that started in the window, both days included."""
    started = sessions["session_start"].dt.normalize()
    first, last = pd.Timestamp(window_start), pd.Timestamp(as_of_date)
    return sessions[(started >= first) & (started <= last)]


def build_trips(
    sessions: list[dict[str, Any]], tables: CleanTables
) -> dict[str, Trip]:
    """Bring the sessions, the flight and the hotel of every trip together."""
    sessions_by_trip = defaultdict(list)
    for session in sessions:
        if session["trip_id"] is not None:
            sessions_by_trip[session["trip_id"]].append(session)
    flights = {row["trip_id"]: row for row in records(tables.flights)}
    hotels = {row["trip_id"]: row for row in records(tables.hotels)}
    points = airport_points(tables.users)
    trips = {}
    for trip_id, named_by in sessions_by_trip.items():
        flight = flights.get(trip_id)
        origin = points.get(flight["origin_airport"]) if flight else None
        trips[trip_id] = Trip(named_by, flight, hotels.get(trip_id), origin)
    return trips


# Users


def mean(values: Iterable[float | None]) -> float:
    """Average the known values; not a number if there are none."""
    known = [value for value in values if value is not None]
    return ratio(math.fsum(known), len(known))


def ratio(part: float, whole: float) -> float:
    """Divide; not a number if there is nothing to divide by."""
    return part / whole if whole else math.nan


def session_features(
    sessions: list[dict[str, Any]], as_of_date: date
) -> dict[str, float]:
    """Describe what a user did on the site."""
    seconds = [
        (each["session_end"] - each["session_start"]).total_seconds()
        for each in sessions
        if each["session_end"] is not None
        and each["session_end"] >= each["session_start"]
    ]
    last = max(each["session_start"] for each in sessions).date()
    discount_seen = [
        effective_discount(each, "flight") > 0
        or effective_discount(each, "hotel") > 0
        for each in sessions
    ]
    return {
        "session_count": len(sessions),
        "page_click_count": sum(each["page_clicks"] or 0 for each in sessions),
        "average_session_seconds": mean(seconds),
        "days_since_last_session": (as_of_date - last).days,
        "discount_seen_rate": mean(discount_seen),
    }


def trip_features(trips: list[Trip]) -> dict[str, float]:
    """Describe what a user booked and kept."""
    kept = [trip for trip in trips if not trip.is_cancelled]
    cancelled_count = len(trips) - len(kept)
    flown = [trip for trip in kept if trip.flight is not None]
    stays = [trip for trip in kept if trip.hotel is not None]
    bundles = [trip for trip in flown if trip.hotel is not None]
    bags = sum(trip.flight["checked_bags"] or 0 for trip in flown)
    nights = sum(trip.night_count for trip in stays)
    return {
        "booked_trip_count": len(trips),
        "kept_trip_count": len(kept),
        "cancelled_trip_count": cancelled_count,
        "cancellation_rate": ratio(cancelled_count, len(trips)),
        "flight_trip_count": len(flown),
        "hotel_trip_count": len(stays),
        "bundle_trip_count": len(bundles),
        "flight_leg_count": sum(trip.leg_count for trip in flown),
        "checked_bag_count": bags,
        "bags_per_flight": ratio(bags, len(flown)),
        "base_fare_usd": math.fsum(trip.fare for trip in flown),
        "flight_spend_usd": math.fsum(trip.flight_spend for trip in flown),
        "night_count": nights,
        "nights_per_stay": ratio(nights, len(stays)),
        "hotel_spend_usd": math.fsum(trip.hotel_spend for trip in stays),
        "average_distance_km": mean(trip.distance_km for trip in flown),
        "average_lead_days": mean(trip.lead_days for trip in kept),
        **discount_features(flown, stays),
    }


def discount_features(flown: list[Trip], stays: list[Trip]) -> dict[str, float]:
    """Describe how often and how deep a user's kept trips were discounted."""
    on_flights = [trip.flight_discount for trip in flown]
    on_hotels = [trip.hotel_discount for trip in stays]
    located = [trip for trip in flown if trip.distance_km is not None]
    saved = math.fsum(trip.flight_discount * trip.fare for trip in located)
    km = math.fsum(trip.distance_km for trip in located)
    return {
        "discounted_flight_rate": mean(each > 0 for each in on_flights),
        "average_flight_discount": mean(filter(None, on_flights)),
        "discounted_hotel_rate": mean(each > 0 for each in on_hotels),
        "average_hotel_discount": mean(filter(None, on_hotels)),
        "saved_per_km": ratio(saved, km),
    }


def slope(values: list[float]) -> float:
    """Fit a line by least squares to values one step apart."""
    steps = [
        position - (len(values) - 1) / 2 for position in range(len(values))
    ]
    rise = math.fsum(
        step * value for step, value in zip(steps, values, strict=True)
    )
    return ratio(rise, math.fsum(step**2 for step in steps))


def month_number(day: date) -> int:
    """Count the months since the year 0."""
    return day.year * 12 + day.month


def monthly_spend_trend(
    trips: list[Trip], window_start: date, as_of_date: date
) -> float:
    """Return how much the spend of a month grows from month to month."""
    first = month_number(window_start)
    spends = [[] for _ in range(first, month_number(as_of_date) + 1)]
    for trip in trips:
        if not trip.is_cancelled:
            month = month_number(trip.booking["session_start"]) - first
            spends[month] += [trip.flight_spend, trip.hotel_spend]
    return slope([math.fsum(spend) for spend in spends])


# The cohort


def bargain_hunter_index(users: pd.DataFrame) -> pd.Series:
    """Weigh the discounted flights by the saving, scaled over the cohort."""
    saved = users["saved_per_km"]
    spread = saved.max() - saved.min()
    scaled = (saved - saved.min()) / spread if spread > 0 else saved * 0.0
    index = (
        users["discounted_flight_rate"]
        * users["average_flight_discount"]
        * scaled
    )
    return index.mask(users["discounted_flight_rate"] == 0, 0.0)


def quintile_scores(values: pd.Series) -> pd.Series:
    """Score 1 to 5 by the share of the cohort below, ties counting half."""
    # An average rank is the lowest of its ties plus half of the others.
    below = rankdata(values, method="average") - 0.5
    scores = 1 + (5 * (below / max(1, len(values)))).astype(int)
    return pd.Series(scores, index=values.index).clip(upper=5)


def add_cohort_columns(users: pd.DataFrame) -> pd.DataFrame:
    """Add what depends on the other users of the cohort."""
    # Cents times four decimals: rounding to six only removes float noise,
    # which would tear ties apart.
    spend = (users["flight_spend_usd"] + users["hotel_spend_usd"]).round(6)
    return users.assign(
        bargain_hunter_index=bargain_hunter_index(users),
        recency_score=quintile_scores(-users["days_since_last_session"]),
        frequency_score=quintile_scores(users["kept_trip_count"]),
        monetary_score=quintile_scores(spend),
    )


FEATURES: dict[str, str] = {
    "session_count": "int64",
    "page_click_count": "int64",
    "average_session_seconds": "float64",
    "days_since_last_session": "int64",
    "discount_seen_rate": "float64",
    "booked_trip_count": "int64",
    "kept_trip_count": "int64",
    "cancelled_trip_count": "int64",
    "cancellation_rate": "float64",
    "flight_trip_count": "int64",
    "hotel_trip_count": "int64",
    "bundle_trip_count": "int64",
    "flight_leg_count": "int64",
    "checked_bag_count": "int64",
    "bags_per_flight": "float64",
    "base_fare_usd": "float64",
    "flight_spend_usd": "float64",
    "night_count": "int64",
    "nights_per_stay": "float64",
    "hotel_spend_usd": "float64",
    "average_distance_km": "float64",
    "average_lead_days": "float64",
    "discounted_flight_rate": "float64",
    "average_flight_discount": "float64",
    "discounted_hotel_rate": "float64",
    "average_hotel_discount": "float64",
    "bargain_hunter_index": "float64",
    "recency_score": "int64",
    "frequency_score": "int64",
    "monetary_score": "int64",
    "monthly_spend_trend_usd": "float64",
}


def empty_features() -> pd.DataFrame:
    """Return the features of a cohort without users."""
    index = pd.Index([], name="user_id", dtype="int64")
    return pd.DataFrame(columns=list(FEATURES), index=index).astype(FEATURES)


def histories_by_user(
    tables: CleanTables, window_start: date, as_of_date: date
) -> dict[int, tuple[list[dict[str, Any]], list[Trip]]]:
    """Return the sessions in the window and the trips of every user."""
    sessions = records(
        sessions_in_window(tables.sessions, window_start, as_of_date)
    )
    trips = build_trips(sessions, tables)
    sessions_by_user = defaultdict(list)
    for session in sessions:
        sessions_by_user[session["user_id"]].append(session)
    histories = {}
    for user_id, own in sorted(sessions_by_user.items()):
        trip_ids = {each["trip_id"] for each in own} - {None}
        histories[user_id] = own, [trips[each] for each in sorted(trip_ids)]
    return histories


def features_by_user(
    tables: CleanTables, window_start: date, min_sessions: int, as_of_date: date
) -> dict[int, dict[str, float]]:
    """Describe each user of the cohort without looking at the others."""
    histories = histories_by_user(tables, window_start, as_of_date)
    return {
        user_id: {
            **session_features(sessions, as_of_date),
            **trip_features(trips),
            "monthly_spend_trend_usd": monthly_spend_trend(
                trips, window_start, as_of_date
            ),
        }
        for user_id, (sessions, trips) in histories.items()
        if len(sessions) > min_sessions
    }


def user_features(
    raw: RawTables,
    window_start: date = date(2023, 1, 4),
    min_sessions: int = 7,
    as_of_date: date | None = None,
) -> pd.DataFrame:
    """Return the features of users with more than `min_sessions` sessions.

    A missing value is not a number. The as-of date is the day of the last
    session in the data unless it is given.
    """
    tables = clean(raw)
    last = tables.sessions["session_start"].max()
    if as_of_date is None and not pd.isna(last):
        as_of_date = last.date()
    if as_of_date is None:
        return empty_features()
    rows = features_by_user(tables, window_start, min_sessions, as_of_date)
    if not rows:
        return empty_features()
    users = add_cohort_columns(pd.DataFrame.from_dict(rows, orient="index"))
    users.index = users.index.astype("int64").rename("user_id")
    return users[list(FEATURES)].astype(FEATURES)
