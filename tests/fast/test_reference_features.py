"""The pandas reference against examples that were worked out by hand."""

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import reference_features as reference
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from raw_strategies import raw_tables, reorder, row_orders, write_raw
from reference_features import RawTables, user_features

NEVER = math.nan


# Rows as text: what a test does not say is ordinary.


def user(user_id: int, /, **values: str) -> dict[str, str]:
    return {
        "user_id": str(user_id),
        "birthdate": "1990-01-01",
        "gender": "F",
        "married": "false",
        "has_children": "false",
        "home_country": "usa",
        "home_city": "new york",
        "home_airport": "JFK",
        "home_airport_lat": "40.640",
        "home_airport_lon": "-73.779",
        "sign_up_date": "2023-01-01",
    } | values


def session(user_id: int, name: str, /, **values: str) -> dict[str, str]:
    return {
        "session_id": f"{user_id}-{name}",
        "user_id": str(user_id),
        "trip_id": "",
        "session_start": "2023-02-01 10:00:00",
        "session_end": "2023-02-01 10:01:00",
        "flight_discount": "false",
        "hotel_discount": "false",
        "flight_discount_amount": "",
        "hotel_discount_amount": "",
        "flight_booked": "false",
        "hotel_booked": "false",
        "page_clicks": "10",
        "cancellation": "false",
    } | values


def flight(trip_id: str, **values: str) -> dict[str, str]:
    return {
        "trip_id": trip_id,
        "origin_airport": "JFK",
        "destination": "los angeles",
        "destination_airport": "LAX",
        "seats": "1",
        "return_flight_booked": "true",
        "departure_time": "2023-03-01 10:00:00",
        "return_time": "2023-03-08 10:00:00",
        "checked_bags": "1",
        "trip_airline": "Delta Air Lines",
        "destination_airport_lat": "33.942",
        "destination_airport_lon": "-118.408",
        "base_fare_usd": "100.00",
    } | values


def hotel(trip_id: str, **values: str) -> dict[str, str]:
    return {
        "trip_id": trip_id,
        "hotel_name": "NH Hotel  - los angeles",
        "nights": "2",
        "rooms": "1",
        "check_in_time": "2023-03-01 16:30:00.5",
        "check_out_time": "2023-03-04 11:00:00",
        "hotel_per_room_usd": "50",
    } | values


def browse(user_id: int, count: int, **values: str) -> list[dict[str, str]]:
    return [
        session(user_id, f"browse-{number}", **values)
        for number in range(count)
    ]


def raw_of(**rows: list[dict[str, str]]) -> RawTables:
    return RawTables(
        **{
            name: reference.text_table(name, rows.get(name, []))
            for name in reference.COLUMNS
        }
    )


def features_of(
    *trip_sessions: dict[str, str], **rows: list[dict[str, str]]
) -> pd.Series:
    """Return the features of user 1, who also browses often enough."""
    rows.setdefault("users", [user(1)])
    raw = raw_of(sessions=[*browse(1, 8), *trip_sessions], **rows)
    return user_features(raw).loc[1]


# Cleaning


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("user_id", " 007\n", 7),
        ("user_id", "7.0", 7),
        ("married", "TRUE", True),
        ("married", " False ", False),
        ("home_airport", " jfk", "JFK"),
        ("home_city", " \tnew  york\n", "new  york"),
        ("home_city", 'São "Paulo"', 'São "Paulo"'),
        ("home_airport_lat", "-.5", -0.5),
        ("birthdate", "2004-02-29", pd.Timestamp(2004, 2, 29)),
    ],
)
def test_clean_reads_a_value(column: str, text: str, value: object) -> None:
    cleaned = reference.clean(raw_of(users=[user(1, **{column: text})]))
    assert cleaned.users[column].tolist() == [value]


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [
        ("", 0),
        (".5", 500_000),
        (".03", 30_000),
        (".000001", 1),
        (".120", 120_000),
    ],
)
def test_clean_reads_any_number_of_fraction_digits(
    text: str, microsecond: int
) -> None:
    start = f"2023-02-01 10:00:00{text}"
    raw = raw_of(sessions=[session(1, "a", session_start=start)])
    read = reference.clean(raw).sessions.loc[0, "session_start"]
    assert read == pd.Timestamp(2023, 2, 1, 10, 0, 0, microsecond)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("session_id", "  "),
        ("user_id", ""),
        ("user_id", "1.5"),
        ("user_id", "one"),
        ("page_clicks", "2.5"),
        ("page_clicks", "nan"),
        ("page_clicks", "0x10"),
        ("page_clicks", "99999999999999999999"),
        ("cancellation", "1"),
        ("cancellation", "yes"),
        ("flight_discount_amount", "1.01"),
        ("flight_discount_amount", "-0.05"),
        ("hotel_discount_amount", "inf"),
        ("session_start", "2023-02-30 10:00:00"),
        ("session_start", "infinity"),
        ("session_end", "2023-02-01 10:00:00.1234567"),
    ],
)
def test_clean_rejects_a_row(column: str, text: str) -> None:
    rows = [session(1, "a"), session(1, "b", **{column: text})]
    cleaned = reference.clean(raw_of(sessions=rows))
    assert cleaned.sessions["session_id"].tolist() == ["1-a"]


@pytest.mark.parametrize(
    ("name", "row"), [("flights", flight), ("hotels", hotel), ("users", user)]
)
def test_clean_rejects_a_row_without_its_key(name: str, row: Callable) -> None:
    cleaned = reference.clean(raw_of(**{name: [row(""), row(" \t")]}))
    assert getattr(cleaned, name).empty


def test_clean_keeps_a_row_with_nothing_but_its_key() -> None:
    row = dict.fromkeys(reference.COLUMNS["flights"], " ") | {"trip_id": "t"}
    cleaned = reference.clean(raw_of(flights=[row]))
    assert len(cleaned.flights) == 1
    assert cleaned.flights.drop(columns="trip_id").isna().all(axis=None)


def test_clean_keeps_one_of_two_rows_that_say_the_same() -> None:
    again = hotel(
        " t ",
        hotel_name="NH Hotel  - los angeles ",
        rooms="01",
        check_out_time="2023-03-04 11:00:00.000",
    )
    cleaned = reference.clean(raw_of(hotels=[hotel("t"), again]))
    assert cleaned.hotels["trip_id"].tolist() == ["t"]


def test_clean_rejects_all_rows_of_a_disputed_key() -> None:
    rows = [hotel("t"), hotel("t"), hotel("t", rooms="2"), hotel("u")]
    cleaned = reference.clean(raw_of(hotels=rows))
    assert cleaned.hotels["trip_id"].tolist() == ["u"]


def test_clean_lets_an_unreadable_row_dispute_nothing() -> None:
    rows = [hotel("t"), hotel("t", rooms="many")]
    assert len(reference.clean(raw_of(hotels=rows)).hotels) == 1


# Who is in the cohort


def test_seven_sessions_are_out_and_eight_are_in() -> None:
    raw = raw_of(sessions=[*browse(1, 7), *browse(2, 8)])
    assert user_features(raw).index.tolist() == [2]
    assert user_features(raw, min_sessions=6).index.tolist() == [1, 2]


def test_window_holds_its_first_and_its_last_day() -> None:
    starts = [
        "2023-01-03 23:59:59.999999",
        "2023-01-04 00:00:00",
        "2023-05-10 23:59:59.999999",
        "2023-05-11 00:00:00",
    ]
    rows = [session(1, start, session_start=start) for start in starts]
    features = user_features(
        raw_of(sessions=rows), min_sessions=0, as_of_date=date(2023, 5, 10)
    )
    assert features.loc[1, "session_count"] == 2
    assert features.loc[1, "days_since_last_session"] == 0


def test_session_without_a_start_is_outside_the_window() -> None:
    rows = [*browse(1, 7), session(1, "timeless", session_start="")]
    assert user_features(raw_of(sessions=rows)).empty


def test_as_of_date_is_the_last_session_of_anybody() -> None:
    # From 1 February to 3 March are 30 days.
    late = session(2, "late", session_start="2023-03-03 00:00:00")
    raw = raw_of(sessions=[*browse(1, 8), late])
    assert user_features(raw).loc[1, "days_since_last_session"] == 30


def test_repeated_sessions_do_not_reach_the_threshold() -> None:
    raw = raw_of(sessions=[*browse(1, 7), session(1, "browse-0")])
    assert user_features(raw).empty


@pytest.mark.parametrize("as_of_date", [None, date(2023, 5, 10)])
def test_tables_without_rows_give_features_without_rows(
    as_of_date: date | None,
) -> None:
    features = user_features(raw_of(), as_of_date=as_of_date)
    assert features.empty
    assert features.columns.tolist() == list(reference.FEATURES)
    assert features.index.name == "user_id"


def test_cohort_needs_no_other_table_than_sessions() -> None:
    row = user_features(raw_of(sessions=browse(1, 8))).loc[1]
    assert row["booked_trip_count"] == 0
    assert row["flight_spend_usd"] == 0
    assert row["monthly_spend_trend_usd"] == 0
    missing = [
        "cancellation_rate",
        "bags_per_flight",
        "nights_per_stay",
        "average_distance_km",
        "average_lead_days",
        "discounted_flight_rate",
        "average_flight_discount",
        "discounted_hotel_rate",
        "average_hotel_discount",
        "bargain_hunter_index",
    ]
    assert row[row.isna()].index.tolist() == missing


# Sessions


def test_session_features() -> None:
    # Eight sessions of 60 s and 10 clicks, one of 150.5 s and none known:
    # 630.5 s over 9, 80 clicks. The tenth has no end.
    row = features_of(
        session(1, "x", session_end="2023-02-01 10:02:30.5", page_clicks=""),
        session(1, "y", session_end="", page_clicks="0"),
    )
    assert row["session_count"] == 10
    assert row["page_click_count"] == 80
    assert row["average_session_seconds"] == pytest.approx(630.5 / 9)


def test_discount_is_seen_only_with_flag_and_amount() -> None:
    # Of ten sessions one counts: its hotel discount has flag and amount.
    row = features_of(
        session(1, "x", hotel_discount="true", hotel_discount_amount="0.1"),
        session(
            1,
            "y",
            flight_discount="true",
            flight_discount_amount="0",
            hotel_discount_amount="0.2",
        ),
    )
    assert row["discount_seen_rate"] == pytest.approx(0.1)


# Trips


def test_cancelled_trip_with_two_sessions_counts_once() -> None:
    row = features_of(
        session(1, "booking", trip_id="t"),
        session(1, "end", trip_id="t", cancellation="true"),
        session(1, "other", trip_id="u"),
        flights=[flight("t", checked_bags="5"), flight("u")],
        hotels=[hotel("t")],
    )
    assert row["booked_trip_count"] == 2
    assert row["kept_trip_count"] == 1
    assert row["cancelled_trip_count"] == 1
    assert row["cancellation_rate"] == 0.5
    # What was cancelled brings neither bags nor nights nor money.
    assert row["checked_bag_count"] == 1
    assert row["hotel_trip_count"] == 0
    assert row["night_count"] == 0
    assert row["flight_spend_usd"] == 100
    assert row["hotel_spend_usd"] == 0


@pytest.mark.parametrize(
    "sessions",
    [
        [("end", "2023-02-02 10:00:00", "true")],
        [
            ("end", "2023-02-02 10:00:00", "true"),
            ("booking", "2023-02-03 10:00:00", "false"),
        ],
    ],
)
def test_trip_is_cancelled_whenever_and_whether_it_was_booked(
    sessions: list[tuple[str, str, str]],
) -> None:
    rows = [
        session(1, name, trip_id="t", session_start=start, cancellation=value)
        for name, start, value in sessions
    ]
    row = features_of(*rows, flights=[flight("t")])
    assert row["cancellation_rate"] == 1
    assert row["flight_trip_count"] == 0


def test_cancellation_before_the_window_is_not_known() -> None:
    row = features_of(
        session(
            1,
            "end",
            trip_id="t",
            cancellation="true",
            session_start="2023-01-03 10:00:00",
        ),
        session(1, "booking", trip_id="t"),
        flights=[flight("t")],
    )
    assert row["cancelled_trip_count"] == 0
    assert row["kept_trip_count"] == 1


def test_flight_and_hotel_are_what_the_tables_say_not_the_flags() -> None:
    row = features_of(
        session(1, "both", trip_id="t"),
        session(1, "flight", trip_id="u", hotel_booked="true"),
        session(1, "neither", trip_id="v", flight_booked="true"),
        flights=[
            flight("t", return_flight_booked="", checked_bags=""),
            flight("u", checked_bags="3"),
            flight("nobody's"),
        ],
        hotels=[hotel("t")],
    )
    assert row["kept_trip_count"] == 3
    assert row["flight_trip_count"] == 2
    assert row["hotel_trip_count"] == 1
    assert row["bundle_trip_count"] == 1
    # One leg where no return is known, two where there is one.
    assert row["flight_leg_count"] == 3
    assert row["bags_per_flight"] == 1.5


@pytest.mark.parametrize(
    ("check_in", "check_out", "nights"),
    [
        ("2023-03-01 16:30:00.5", "2023-03-04 11:00:00", 3),
        ("2023-03-01 23:59:59.999999", "2023-03-02 11:00:00", 1),
        ("2023-03-01 11:00:00", "2023-03-01 11:00:00", 0),
        ("2023-03-01 16:30:00", "2023-03-01 11:00:00", 0),
        ("2023-03-02 16:30:00", "2023-03-01 11:00:00", 0),
        ("2023-03-02 16:30:00", "", 0),
        ("", "2023-03-02 16:30:00", 0),
    ],
)
def test_nights_are_midnights_and_never_negative(
    check_in: str, check_out: str, nights: int
) -> None:
    # 2 rooms at 50, a quarter off: 75 a night.
    row = features_of(
        session(
            1,
            "booking",
            trip_id="t",
            hotel_discount="true",
            hotel_discount_amount="0.25",
        ),
        hotels=[
            hotel(
                "t",
                nights="-1",
                rooms="2",
                check_in_time=check_in,
                check_out_time=check_out,
            )
        ],
    )
    assert row["hotel_trip_count"] == 1
    assert row["night_count"] == nights
    assert row["nights_per_stay"] == nights
    assert row["hotel_spend_usd"] == 75 * nights


def test_distance_from_new_york_to_los_angeles() -> None:
    assert reference.great_circle_km(
        (40.640, -73.779), (33.942, -118.408)
    ) == pytest.approx(3974.2, abs=0.05)
    # A quarter of the equator, half a meridian, nothing.
    quarter = 6371 * math.pi / 2
    assert reference.great_circle_km((0, 0), (0, 90)) == pytest.approx(quarter)
    assert reference.great_circle_km((90, 0), (-90, 7)) == pytest.approx(
        2 * quarter
    )
    assert reference.great_circle_km((51.5, 0), (51.5, 0)) == 0


def test_average_distance_leaves_unknown_places_out() -> None:
    row = features_of(
        *[session(1, name, trip_id=name) for name in "tuvw"],
        flights=[
            flight("t"),
            flight("u", origin_airport="jfk"),
            flight("v", origin_airport="XXX"),
            flight("w", destination_airport_lat=""),
        ],
    )
    assert row["average_distance_km"] == pytest.approx(3974.2, abs=0.05)


def test_airport_with_two_places_is_at_the_smaller() -> None:
    users = [
        user(1),
        user(2, home_airport_lat="0", home_airport_lon="-118.408"),
        user(3, home_airport_lat="0", home_airport_lon="90"),
        user(4, home_airport_lat="-9", home_airport_lon=""),
    ]
    row = features_of(
        session(1, "booking", trip_id="t"),
        users=users,
        flights=[flight("t")],
    )
    # Along one meridian: 33.942 degrees of latitude.
    assert row["average_distance_km"] == pytest.approx(
        6371 * math.radians(33.942)
    )


def test_lead_days_run_from_booking_to_departure_or_else_check_in() -> None:
    # Booked on 1 February at 10:00. The flight leaves 28 days later, the
    # hotel without flight begins 28.5 days later; a flight without a time
    # is not replaced by its hotel, and a cancelled trip does not count.
    row = features_of(
        *[session(1, name, trip_id=name) for name in "tuvwx"],
        session(1, "end", trip_id="x", cancellation="true"),
        flights=[
            flight("t"),
            flight("v", departure_time=""),
            flight("x", departure_time="2023-06-01 10:00:00"),
        ],
        hotels=[
            hotel("t"),
            hotel("u", check_in_time="2023-03-01 22:00:00"),
            hotel("v"),
        ],
    )
    assert row["average_lead_days"] == pytest.approx((28 + 28.5) / 2)


# Discounts


def test_discount_comes_from_the_first_booking_session() -> None:
    later = {"trip_id": "t", "session_start": "2023-02-02 10:00:00"}
    discount = {"flight_discount": "true", "flight_discount_amount": "0.5"}
    first = session(1, "z", trip_id="t")
    row = features_of(
        session(1, "a", **later, **discount), first, flights=[flight("t")]
    )
    assert row["discounted_flight_rate"] == 0
    assert row["flight_spend_usd"] == 100


def test_of_two_bookings_at_one_moment_the_smaller_id_counts() -> None:
    discount = {"flight_discount": "true", "flight_discount_amount": "0.5"}
    row = features_of(
        session(1, "b", trip_id="t"),
        session(1, "a", trip_id="t", **discount),
        flights=[flight("t")],
    )
    assert row["flight_spend_usd"] == 50


def test_discount_on_a_cancellation_is_ignored() -> None:
    # The earlier session is the cancellation, so there is no kept trip; a
    # second trip shows that an ordinary discount does count.
    discount = {"flight_discount": "true", "flight_discount_amount": "0.5"}
    early = {"session_start": "2023-01-10 10:00:00"}
    trip = reference.Trip(
        reference.records(
            reference.clean(
                raw_of(
                    sessions=[
                        session(1, "a", cancellation="true", **discount)
                        | early,
                        session(1, "b"),
                    ]
                )
            ).sessions
        ),
        flight=None,
        hotel=None,
        origin=None,
    )
    assert trip.is_cancelled
    assert trip.booking["session_id"] == "1-b"
    assert trip.flight_discount == 0
    row = features_of(
        session(1, "end", trip_id="t", cancellation="true", **discount),
        session(1, "booking", trip_id="u", **discount),
        flights=[flight("t"), flight("u")],
    )
    assert row["discounted_flight_rate"] == 1
    assert row["flight_spend_usd"] == 50


@pytest.mark.parametrize(
    ("flag", "amount", "rate", "depth", "spend"),
    [
        ("true", "0.3999999999999999", 1, 0.4, 60),
        ("true", "0.6000000000000001", 1, 0.6, 40),
        ("true", "1", 1, 1, 0),
        ("true", "0", 0, NEVER, 100),
        ("true", "", 0, NEVER, 100),
        ("false", "0.2", 0, NEVER, 100),
        ("", "0.2", 0, NEVER, 100),
    ],
)
def test_discount_needs_flag_and_amount(
    flag: str, amount: str, rate: float, depth: float, spend: float
) -> None:
    row = features_of(
        session(
            1,
            "booking",
            trip_id="t",
            flight_discount=flag,
            flight_discount_amount=amount,
        ),
        flights=[flight("t")],
    )
    assert row["discounted_flight_rate"] == rate
    assert row["average_flight_discount"] == pytest.approx(depth, nan_ok=True)
    assert row["flight_spend_usd"] == pytest.approx(spend, abs=1e-12)


def test_float_noise_is_rounded_away() -> None:
    amounts = ["0.3999999999999999", "0.4", "0.6000000000000001"]
    rows = [
        session(1, amount, flight_discount_amount=amount) for amount in amounts
    ]
    cleaned = reference.clean(raw_of(sessions=rows)).sessions
    assert cleaned["flight_discount_amount"].tolist() == [0.4, 0.4, 0.6]


def test_hotel_discounts_are_measured_over_stays() -> None:
    # Two of three stays are discounted, by .1 and .4; the flight has none.
    # Each stay has 3 nights at 50: 150 * (1 + .9 + .6) = 375.
    rows = [
        session(
            1,
            name,
            trip_id=name,
            hotel_discount="true",
            hotel_discount_amount=amount,
        )
        for name, amount in [("t", "0.1"), ("u", "0.4"), ("v", "")]
    ]
    row = features_of(
        *rows, flights=[flight("t")], hotels=[hotel(name) for name in "tuv"]
    )
    assert row["discounted_hotel_rate"] == pytest.approx(2 / 3)
    assert row["average_hotel_discount"] == pytest.approx(0.25)
    assert row["hotel_spend_usd"] == pytest.approx(375)
    assert row["discounted_flight_rate"] == 0


# The whole cohort


def bargain_raw() -> RawTables:
    """Return five users who save differently on the way along the equator.

    One degree is the distance of every flight, with or without return,
    except the fifth's, whose destination is unknown; the fourth does not fly.
    """
    discounts = {1: ["", ""], 2: ["0.2", ""], 3: ["0.4"], 4: [], 5: ["0.5"]}
    home = {"home_airport_lat": "0", "home_airport_lon": "0"}
    sessions, flights = [], []
    for user_id, amounts in discounts.items():
        sessions += browse(user_id, 8)
        for number, amount in enumerate(amounts):
            trip_id = f"{user_id}-{number}"
            sessions.append(
                session(
                    user_id,
                    f"booking-{number}",
                    trip_id=trip_id,
                    flight_discount="true",
                    flight_discount_amount=amount,
                )
            )
            flights.append(
                flight(
                    trip_id,
                    destination_airport_lat="0" if user_id < 5 else "",
                    destination_airport_lon="1",
                    return_flight_booked="true" if number else "false",
                )
            )
    return raw_of(users=[user(1, **home)], sessions=sessions, flights=flights)


def test_bargain_hunter_index() -> None:
    # Saved per degree: 0 for the first, 20 of 2 degrees = 10 for the second,
    # 40 for the third, so 0, 1/4 and 1 on the scale. Rate and depth:
    # second .5 * .2 * 1/4 = .025, third 1 * .4 * 1 = .4. The fourth has no
    # flight, the fifth a discount but no distance.
    index = user_features(bargain_raw())["bargain_hunter_index"]
    expected = [0, 0.025, 0.4, NEVER, NEVER]
    assert index.tolist() == pytest.approx(expected, nan_ok=True)


def test_bargain_hunter_index_is_zero_where_all_save_alike() -> None:
    row = features_of(
        session(
            1,
            "booking",
            trip_id="t",
            flight_discount="true",
            flight_discount_amount="0.2",
        ),
        flights=[flight("t")],
    )
    assert row["bargain_hunter_index"] == 0


def test_bargain_hunter_index_without_distance_or_discount_is_zero() -> None:
    row = features_of(
        session(1, "booking", trip_id="t"),
        flights=[flight("t", destination_airport_lon="")],
    )
    assert row["bargain_hunter_index"] == 0
    assert math.isnan(row["average_distance_km"])


@pytest.mark.parametrize(
    ("values", "scores"),
    [
        # (rank - 1 + half of the ties) / 5 = .1, .3, .5, .7, .9.
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]),
        ([50, 10, 40, 20, 30], [5, 1, 4, 2, 3]),
        # All alike: (1 - 1 + 2) / 4 = .5, the middle.
        ([7, 7, 7, 7], [3, 3, 3, 3]),
        # (0 + 1.5) / 5 = .3 for the three, then .7 and .9.
        ([0, 0, 0, 1, 2], [2, 2, 2, 4, 5]),
        # (0 + 2) / 5 = .4 is a border: it belongs to the third fifth.
        ([0, 0, 0, 0, 9], [3, 3, 3, 3, 5]),
        # (0 + 1) / 5 = .2 and (2 + 1.5) / 5 = .7.
        ([0, 0, 4, 4, 4], [2, 2, 4, 4, 4]),
        ([3], [3]),
        ([], []),
    ],
)
def test_quintiles_count_ties_half(
    values: list[float], scores: list[int]
) -> None:
    series = pd.Series(values, dtype="float64")
    assert reference.quintile_scores(series).tolist() == scores


def test_scores_prefer_recent_frequent_and_spending_users() -> None:
    # Three users at shares 1/6, 3/6 and 5/6: scores 1, 3 and 5.
    sessions, flights = [], []
    for user_id, last in [(1, "2023-02-01"), (2, "2023-03-01")]:
        sessions += browse(user_id, 8)
        sessions.append(
            session(
                user_id,
                "last",
                trip_id=f"t{user_id}",
                session_start=f"{last} 12:00:00",
            )
        )
        flights.append(flight(f"t{user_id}", base_fare_usd=f"{10 * user_id}"))
    sessions += browse(3, 8)
    scores = user_features(raw_of(sessions=sessions, flights=flights))
    # Users 1 and 3 were last seen on the same day: (0 + 1) / 3 = .33.
    assert scores["recency_score"].tolist() == [2, 5, 2]
    # Users 1 and 2 made one trip each: (1 + 1) / 3 = .67.
    assert scores["frequency_score"].tolist() == [4, 4, 1]
    assert scores["monetary_score"].tolist() == [3, 5, 1]


def test_equal_spend_stays_equal_whatever_its_parts() -> None:
    # In binary .1 + .2 is not .3; as money it is.
    fares = {1: ["0.1", "0.2"], 2: ["0.3"]}
    sessions, flights = [], []
    for user_id, parts in fares.items():
        sessions += browse(user_id, 8)
        for number, fare in enumerate(parts):
            trip_id = f"{user_id}-{number}"
            sessions.append(session(user_id, f"b{number}", trip_id=trip_id))
            flights.append(flight(trip_id, base_fare_usd=fare))
    scores = user_features(raw_of(sessions=sessions, flights=flights))
    assert scores["monetary_score"].tolist() == [3, 3]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5, 7, 9], 2),
        # Months 0 to 3 about 1.5: (-1.5*0 - .5*30 + .5*0 + 1.5*10) / 5 = 0.
        ([0, 30, 0, 10], 0),
        # About 1: (-1*100 + 0 + 1*0) / 2 = -50.
        ([100, 0, 0], -50),
        ([4, 4], 0),
        ([4], NEVER),
    ],
)
def test_slope(values: list[float], expected: float) -> None:
    assert reference.slope(values) == pytest.approx(expected, nan_ok=True)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=12))
def test_slope_is_the_one_numpy_fits(values: list[float]) -> None:
    fitted = np.polyfit(np.arange(len(values)), values, deg=1)[0]
    assert reference.slope(values) == pytest.approx(fitted, abs=1e-6)


def test_trend_counts_months_without_spend_and_no_cancelled_trip() -> None:
    # January 0, February 100 + 150 (3 nights at 50), March 0, April 40:
    # (-1.5*0 - .5*250 + .5*0 + 1.5*40) / 5 = -13.
    row = features_of(
        session(1, "feb", trip_id="t"),
        session(1, "apr", trip_id="u", session_start="2023-04-30 23:00:00"),
        session(1, "mar", trip_id="v", session_start="2023-03-01 00:00:00"),
        session(1, "end", trip_id="v", cancellation="true"),
        flights=[
            flight("t"),
            flight("u", base_fare_usd="40"),
            flight("v", base_fare_usd="999"),
        ],
        hotels=[hotel("t")],
    )
    assert row["monthly_spend_trend_usd"] == pytest.approx(-13)


def test_trend_of_a_single_month_is_missing() -> None:
    rows = browse(1, 8, session_start="2023-01-20 10:00:00")
    row = user_features(raw_of(sessions=rows)).loc[1]
    assert math.isnan(row["monthly_spend_trend_usd"])


# Drawn inputs

slow = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@slow
@given(st.data())
def test_drawn_tables_keep_their_rows_and_their_sums(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Written in any order they are read back, and say the same."""
    raw = data.draw(raw_tables())
    order = data.draw(row_orders(raw))
    folder: Path = write_raw(raw, tmp_path_factory.mktemp("raw"), order)
    shuffled = reorder(raw, order)
    for name, table in reference.read_raw(folder)._asdict().items():
        pd.testing.assert_frame_equal(table, getattr(shuffled, name))
    users = user_features(raw)
    pd.testing.assert_frame_equal(
        users, user_features(shuffled), check_exact=True
    )
    assert users.index.is_unique
    assert (users["session_count"] > 7).all()
    assert (users["days_since_last_session"] >= 0).all()
    kept, cancelled = users["kept_trip_count"], users["cancelled_trip_count"]
    assert (users["booked_trip_count"] == kept + cancelled).all()
    assert (users["bundle_trip_count"] <= users["flight_trip_count"]).all()
    assert (users["bundle_trip_count"] <= users["hotel_trip_count"]).all()
    assert (users["flight_spend_usd"] <= users["base_fare_usd"] + 1e-9).all()
    for column in users.filter(like="_rate").columns:
        assert users[column].dropna().between(0, 1).all()
    for column in users.filter(like="_score").columns:
        assert users[column].between(1, 5).all()


def changed_by_cleaning(raw: RawTables) -> bool:
    cleaned = reference.clean(raw)
    return any(
        len(getattr(cleaned, name)) < len(table)
        for name, table in raw._asdict().items()
    )


INTERESTING: dict[str, Callable[[RawTables], bool]] = {
    "three users in the cohort": lambda raw: len(user_features(raw)) >= 3,
    "users in and out": lambda raw: (
        0 < len(user_features(raw)) < len(raw.users)
    ),
    "a rejected row": changed_by_cleaning,
    "an empty cohort": lambda raw: user_features(raw).empty,
    "no flights at all": lambda raw: raw.flights.empty,
    "a kept bundle": lambda raw: (
        user_features(raw)["bundle_trip_count"].gt(0).any()
    ),
    "cancelled and kept": lambda raw: (
        user_features(raw)["cancellation_rate"].between(0.1, 0.9).any()
    ),
    "a bargain": lambda raw: (
        user_features(raw)["bargain_hunter_index"].gt(0).any()
    ),
    "a bargain without distance": lambda raw: (
        user_features(raw)
        .query("discounted_flight_rate > 0")["bargain_hunter_index"]
        .isna()
        .any()
    ),
    "stays without a night": lambda raw: (
        user_features(raw)["nights_per_stay"].eq(0).any()
    ),
    "a trend": lambda raw: (
        user_features(raw)["monthly_spend_trend_usd"].ne(0).any()
    ),
}


def test_strategy_reaches_what_is_interesting() -> None:
    """One search for all, or most draws would be made eleven times."""
    missed = dict(INTERESTING)

    def reaches_the_last(raw: RawTables) -> bool:
        for case in [case for case in missed if missed[case](raw)]:
            del missed[case]
        return not missed

    find(
        raw_tables(),
        reaches_the_last,
        settings=settings(
            slow, max_examples=500, derandomize=True, phases=[Phase.generate]
        ),
    )
