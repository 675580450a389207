"""A few raw rows without a flaw, for tests that break them one at a time."""

from pathlib import Path

from raw_strategies import write_raw
from reference_features import RawTables, text_table

USER_COUNT = 10
SESSION_COUNT = 9


def user(number: int) -> dict[str, str]:
    """Return a user."""
    return {
        "user_id": str(number),
        "birthdate": "1984-05-26",
        "gender": "F",
        "married": "true",
        "has_children": "false",
        "home_country": "usa",
        "home_city": "new york",
        "home_airport": "JFK",
        "home_airport_lat": "40.640",
        "home_airport_lon": "-73.779",
        "sign_up_date": "2023-01-04",
    }


def session(user_number: int, number: int) -> dict[str, str]:
    """Return a session; the first of each user books a trip."""
    day = f"2023-{number % 7 + 1:02d}-{user_number + 10}"
    is_booking = "true" if number == 0 else "false"
    return {
        "session_id": f"{user_number}-session-{number}",
        "user_id": str(user_number),
        "trip_id": f"{user_number}-trip" if number == 0 else "",
        "session_start": f"{day} 10:00:00",
        "session_end": f"{day} 10:03:00.5",
        "flight_discount": is_booking,
        "hotel_discount": "false",
        "flight_discount_amount": "0.15" if number == 0 else "",
        "hotel_discount_amount": "",
        "flight_booked": is_booking,
        "hotel_booked": is_booking,
        "page_clicks": str(number),
        "cancellation": "false",
    }


def flight(number: int) -> dict[str, str]:
    """Return the flight of a user's trip."""
    return {
        "trip_id": f"{number}-trip",
        "origin_airport": "JFK",
        "destination": "los angeles",
        "destination_airport": "LAX",
        "seats": "1",
        "return_flight_booked": "true",
        "departure_time": "2023-08-01 10:00:00",
        "return_time": "2023-08-08 10:00:00",
        "checked_bags": str(number % 3),
        "trip_airline": "Delta Air Lines",
        "destination_airport_lat": "33.942",
        "destination_airport_lon": "-118.408",
        "base_fare_usd": f"{number}00.10",
    }


def hotel(number: int) -> dict[str, str]:
    """Return the hotel of a user's trip."""
    return {
        "trip_id": f"{number}-trip",
        "hotel_name": "NH Hotel  - los angeles",
        "nights": "2",
        "rooms": "1",
        "check_in_time": "2023-08-01 16:30:00.5",
        "check_out_time": "2023-08-04 11:00:00",
        "hotel_per_room_usd": "110",
    }


def small_tables() -> RawTables:
    """Return ten users of the cohort with a trip each."""
    numbers = range(1, USER_COUNT + 1)
    rows = {
        "users": [user(number) for number in numbers],
        "sessions": [
            session(number, position)
            for number in numbers
            for position in range(SESSION_COUNT)
        ],
        "flights": [flight(number) for number in numbers],
        "hotels": [hotel(number) for number in numbers],
    }
    return RawTables(
        **{name: text_table(name, each) for name, each in rows.items()}
    )


def write_small(folder: Path) -> Path:
    """Write the four files into a folder."""
    return write_raw(small_tables(), folder)
