"""Awkward raw tables for property tests, and the way to write them to CSV.

A draw is a small believable world (users, sessions, trips) followed by a few
edits that spoil single cells or repeat rows. What the definitions leave open
is not drawn: a trip shared by two users, coordinates of which one half is
missing, ids that differ in case only, amounts that vanish in rounding.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import md5
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import strategies as st
from reference_features import (
    COLUMNS,
    REQUIRED,
    RawTables,
    parse_amount,
    parse_boolean,
    parse_code,
    parse_count,
    parse_date,
    parse_discount,
    parse_integer,
    parse_latitude,
    parse_longitude,
    parse_number,
    parse_text,
    parse_timestamp,
    text_table,
)

Row = dict[str, str]
World = dict[str, list[Row]]

MAX_USERS = 6

# Two cities far apart, two on other hemispheres, one nobody calls home.
AIRPORTS = {
    "JFK": ("40.640", "-73.779"),
    "LAX": ("33.942", "-118.408"),
    "SYD": ("-33.946", "151.177"),
    "LHR": ("51.470", "-0.450"),
    "QQQ": ("0", "180"),
}
HOMES = ["JFK", "LAX", "SYD"]

BORDER_MOMENTS = [
    "2023-01-04 00:00:00",
    "2023-01-03 23:59:59.999999",
    "2023-01-03 23:59:59",
    "2023-01-04 00:00:00.000001",
    "2023-01-31 23:59:59.5",
    "2023-02-01 00:00:00",
    "2022-07-01 12:00:00",
]
FRACTIONS = ["", ".5", ".25", ".120", ".999999", ".000001"]

# The flag and the amount of a discount, as they may contradict each other.
DISCOUNTS = [
    ("false", ""),
    ("true", "0.15"),
    ("true", "0.25"),
    ("true", "0.3999999999999999"),
    ("true", "0.6000000000000001"),
    ("true", "0.05"),
    ("true", ""),
    ("true", "0"),
    ("true", "1"),
    ("false", "0.2"),
    ("", "0.1"),
]
FARES = ["100.00", "657.64", "2.41", "21548.04", "0", "0.1", ""]
PRICES = ["110", "17", "1376", "99.99", "0", ""]
TEXTS = [
    "NH Hotel  - ottawa",
    'The "Inn" - são paulo',
    "two\nlines - 東京",
    "O'Hara, Sons; 100% - x",
    "null",
    "NULL",
    "\\N",
    "-",
    "✈ ünïcode",
    "",
]
ROLES = {
    "none": (),
    "booking": ("booking",),
    "cancelled": ("booking", "cancellation"),
    "cancelled only": ("cancellation",),
    "twice": ("booking", "booking"),
    "twice at once": ("booking", "booking at once"),
    "cancelled later": ("booking", "booking", "cancellation"),
    "booked before the window": ("early booking", "booking"),
    "cancelled before the window": ("early cancellation", "booking"),
}

UNPARSABLE: dict[Callable, list[str]] = {
    parse_integer: ["2.5", "two", "1 2", "nan", "0x10", "1,000"],
    parse_number: ["abc", "nan", "inf", "-Infinity", "1e999", "1,5", "$5"],
    parse_count: ["2.5", "two", "-1", "0x10", "1,000"],
    parse_amount: ["abc", "nan", "inf", "-0.5", "1,5", "$5"],
    parse_latitude: ["abc", "nan", "inf", "90.5", "-91"],
    parse_longitude: ["abc", "nan", "-inf", "180.5", "-181"],
    parse_discount: ["1.5", "-0.1", "15%", "nan"],
    parse_boolean: ["yes", "1", "t", "0", "truee"],
    parse_date: ["2023-02-30", "yesterday", "infinity", "2023-13-01"],
    parse_timestamp: [
        "2023-02-30 10:00:00",
        "2023-01-10 25:00:00",
        "soon",
        "infinity",
        "epoch",
    ],
}


def sampled(values: Sequence[Any]) -> st.SearchStrategy:
    """Draw one of the values, shrinking towards the first."""
    return st.sampled_from(list(values))


def render(moment: datetime, fraction: str = "") -> str:
    """Write a moment as the platform does."""
    return moment.strftime("%Y-%m-%d %H:%M:%S") + fraction


def moments(first: date, last: date) -> st.SearchStrategy[str]:
    """Draw timestamps between two days, often at the same hours."""
    days = st.integers(0, (last - first).days)
    hours = sampled([9, 0, 12, 23])
    start = datetime.combine(first, datetime.min.time())
    return st.builds(
        lambda day, hour, fraction: render(
            start + timedelta(days=day, hours=hour), fraction
        ),
        days,
        hours,
        sampled(FRACTIONS),
    )


IN_WINDOW = moments(date(2023, 1, 4), date(2023, 4, 30))
BEFORE_WINDOW = moments(date(2022, 11, 1), date(2023, 1, 3))
TRAVEL = moments(date(2023, 1, 1), date(2023, 8, 31))
ANY_MOMENT = st.one_of(IN_WINDOW, IN_WINDOW, sampled(BORDER_MOMENTS))
WINDOW_START = "2023-01-04 00:00:00"


def blank_row(name: str) -> Row:
    """Return a row of nulls."""
    return dict.fromkeys(COLUMNS[name], "")


def hexadecimal(text: str) -> str:
    """Return 32 digits that follow from the text but not its order."""
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def add_user(draw: Callable, world: World, user_id: int) -> Row:
    """Add a user; the coordinates of a home differ now and then."""
    home = draw(sampled(HOMES))
    latitude, longitude = AIRPORTS[home]
    coordinates = draw(sampled(["usual"] * 5 + ["shifted", "missing"]))
    if coordinates == "shifted":
        # Both halves move the same way, so that one point is the smallest.
        latitude = str(float(latitude) - 1.5)
        longitude = str(float(longitude) - 1.5)
    if coordinates == "missing":
        latitude, longitude = "", ""
    user = blank_row("users") | {
        "user_id": str(user_id),
        "birthdate": "1984-05-26",
        "gender": "F",
        "married": "false",
        "has_children": "true",
        "home_country": "usa",
        "home_city": draw(sampled(TEXTS)),
        "home_airport": home,
        "home_airport_lat": latitude,
        "home_airport_lon": longitude,
        "sign_up_date": "2023-01-15",
    }
    world["users"].append(user)
    return user


def add_session(
    draw: Callable, world: World, user_id: str, started_at: str, trip_id: str
) -> Row:
    """Add a session that is not a cancellation."""
    number = len(world["sessions"])
    flight_flag, flight_amount = draw(sampled(DISCOUNTS))
    hotel_flag, hotel_amount = draw(sampled(DISCOUNTS))
    seconds = draw(sampled([60, 0, 1, 7200, 100_000, -5, None]))
    ended_at = ""
    if seconds is not None:
        moment = datetime.fromisoformat(started_at[:19])
        ended_at = render(
            moment + timedelta(seconds=seconds), draw(sampled(FRACTIONS))
        )
    session = {
        "session_id": f"{user_id}-{hexadecimal(f'session {number}')}",
        "user_id": user_id,
        "trip_id": trip_id,
        "session_start": started_at,
        "session_end": ended_at,
        "flight_discount": flight_flag,
        "hotel_discount": hotel_flag,
        "flight_discount_amount": flight_amount,
        "hotel_discount_amount": hotel_amount,
        "flight_booked": draw(sampled(["true", "false", ""])),
        "hotel_booked": draw(sampled(["true", "false", ""])),
        "page_clicks": draw(sampled(["12", "0", "200", "2421", ""])),
        "cancellation": draw(sampled(["false", "false", "false", ""])),
    }
    world["sessions"].append(session)
    return session


def cancel(draw: Callable, session: Row) -> None:
    """Turn a session into a cancellation, with its lying flags."""
    amount = draw(sampled(["", "", "", "0.25"]))
    session.update(
        flight_discount="true",
        hotel_discount="true",
        flight_discount_amount=amount,
        hotel_discount_amount=amount,
        flight_booked="true",
        hotel_booked="true",
        cancellation="true",
    )


def add_flight(draw: Callable, world: World, trip_id: str, home: str) -> None:
    """Add a flight, mostly from home and sometimes to nowhere."""
    destination = draw(sampled(AIRPORTS))
    latitude, longitude = AIRPORTS[destination]
    if draw(sampled([False] * 6 + [True])):
        latitude, longitude = "", ""
    has_return = draw(sampled(["true", "false", ""]))
    world["flights"].append(
        {
            "trip_id": trip_id,
            "origin_airport": draw(sampled([home] * 6 + ["LHR", ""])),
            "destination": draw(sampled(TEXTS)),
            "destination_airport": destination,
            "seats": draw(sampled(["1", "2", "0", ""])),
            "return_flight_booked": has_return,
            "departure_time": draw(st.one_of(TRAVEL, TRAVEL, st.just(""))),
            "return_time": draw(TRAVEL) if has_return == "true" else "",
            "checked_bags": draw(sampled(["1", "0", "3", ""])),
            "trip_airline": draw(sampled(TEXTS)),
            "destination_airport_lat": latitude,
            "destination_airport_lon": longitude,
            "base_fare_usd": draw(sampled(FARES)),
        }
    )


def add_hotel(draw: Callable, world: World, trip_id: str) -> None:
    """Add a hotel whose check-out may be missing or before the check-in."""
    check_in = draw(st.one_of(TRAVEL, TRAVEL, TRAVEL, st.just("")))
    check_out = ""
    nights = draw(sampled([2, 1, 3, 43, 0, -1, -2, None]))
    if check_in and nights is not None:
        day = datetime.fromisoformat(check_in[:10]) + timedelta(days=nights)
        check_out = render(day + timedelta(hours=11), draw(sampled(FRACTIONS)))
    world["hotels"].append(
        {
            "trip_id": trip_id,
            "hotel_name": draw(sampled(TEXTS)),
            "nights": draw(sampled(["3", "0", "-1", "-2", ""])),
            "rooms": draw(sampled(["1", "2", "1", "0", ""])),
            "check_in_time": check_in,
            "check_out_time": check_out,
            "hotel_per_room_usd": draw(sampled(PRICES)),
        }
    )


def add_trip(draw: Callable, world: World, user: Row) -> None:
    """Add a trip with the sessions that name it."""
    user_id = user["user_id"]
    number = len(world["flights"]) + len(world["hotels"])
    number += 100 * len(world["sessions"])
    trip_id = f"{user_id}-{hexadecimal(f'trip {number}')}"
    started_at = ""
    roles = ROLES[draw(sampled(["booking"] * 5 + [*ROLES]))]
    for role in roles:
        if role.startswith("early"):
            started_at = draw(BEFORE_WINDOW)
        elif role != "booking at once":
            started_at = draw(ANY_MOMENT)
        session = add_session(draw, world, user_id, started_at, trip_id)
        if role.endswith("cancellation"):
            cancel(draw, session)
    if draw(sampled([True, True, True, False])):
        add_flight(draw, world, trip_id, user["home_airport"])
    if draw(sampled([True, True, True, False])):
        add_hotel(draw, world, trip_id)


def add_life(draw: Callable, world: World, number: int) -> None:
    """Add a user with trips, and browsing up to about the threshold."""
    user_id = draw(sampled([100, 100, 3_000_000_000])) + number
    user = add_user(draw, world, user_id)
    for _ in range(draw(sampled([0, 1, 2, 3]))):
        add_trip(draw, world, user)
    counted = sum(
        session["user_id"] == user["user_id"]
        and session["session_start"] >= WINDOW_START
        for session in world["sessions"]
    )
    for _ in range(draw(sampled([8, 9, 8, 10, 7, 1])) - counted):
        started_at = draw(IN_WINDOW)
        add_session(draw, world, user["user_id"], started_at, "")
    if draw(sampled([False, False, True])):
        started_at = draw(sampled(BORDER_MOMENTS))
        add_session(draw, world, user["user_id"], started_at, "")


# Edits: each takes the drawing function, the rows of a table and one of them.

PADS = [(" ", ""), ("", "  "), ("\t", " "), ("", "\n")]


def columns_of(name: str, *parsers: Callable) -> list[str]:
    """List the columns of a table that hold certain kinds of value."""
    return [col for col, parse in COLUMNS[name].items() if parse in parsers]


def pad(draw: Callable, name: str, rows: list[Row], row: Row) -> None:
    """Put blanks around a value."""
    column = draw(sampled(COLUMNS[name]))
    before, after = draw(sampled(PADS))
    row[column] = f"{before}{row[column]}{after}"


def stretch(draw: Callable, name: str, rows: list[Row], row: Row) -> None:
    """Widen the blanks within every text of a row."""
    for column in columns_of(name, parse_text):
        row[column] = row[column].replace(" ", draw(sampled(["  ", " \t "])))


def shout(draw: Callable, name: str, rows: list[Row], row: Row) -> None:
    """Change the case where it means nothing."""
    change = draw(sampled([str.upper, str.title, str.lower]))
    for column in columns_of(name, parse_boolean, parse_code):
        row[column] = change(row[column])


def respell(draw: Callable, name: str, rows: list[Row], row: Row) -> None:
    """Write the same numbers and moments in another way."""
    for column in columns_of(name, parse_integer):
        if row[column].isdigit():
            row[column] = draw(sampled(["0{}", "{}.0"])).format(row[column])
    for column in columns_of(name, parse_timestamp):
        if len(row[column]) == len("2023-01-04 00:00:00"):
            row[column] += draw(sampled([".0", ".000000"]))


def erase(draw: Callable, name: str, rows: list[Row], row: Row) -> None:
    """Empty a cell; coordinates go together."""
    column = draw(sampled(COLUMNS[name]))
    blank = draw(sampled(["", "", "  "]))
    for other in COLUMNS[name]:
        if other == column or (
            column[-4:] in ("_lat", "_lon") and other[:-4] == column[:-4]
        ):
            row[other] = blank


def garble(draw: Callable, name: str, rows: list[Row], row: Row) -> None:
    """Put a value into a cell that does not parse."""
    column = draw(sampled(columns_of(name, *UNPARSABLE) or REQUIRED[name]))
    row[column] = draw(sampled(UNPARSABLE.get(COLUMNS[name][column], [""])))


def repeat(draw: Callable, name: str, rows: list[Row], row: Row) -> None:
    """Say a row twice, the second time perhaps in another spelling."""
    again = dict(row)
    rows.append(again)
    if draw(st.booleans()):
        draw(sampled([pad, stretch, shout, respell]))(draw, name, rows, again)


def contradict(draw: Callable, name: str, rows: list[Row], row: Row) -> None:
    """Say a row twice with something else in it."""
    again = dict(row)
    rows.append(again)
    draw(sampled([erase, garble, swap]))(draw, name, rows, again)


def swap(draw: Callable, name: str, rows: list[Row], row: Row) -> None:
    """Turn a flag round."""
    for column in columns_of(name, parse_boolean)[-1:]:
        row[column] = "false" if row[column] == "true" else "true"


def forget(draw: Callable, name: str, rows: list[Row], row: Row) -> None:
    """Drop a row."""
    rows[:] = [each for each in rows if each is not row]


EDITS = [
    pad,
    stretch,
    shout,
    respell,
    erase,
    garble,
    repeat,
    contradict,
    forget,
]


@st.composite
def raw_tables(draw: Callable, max_users: int = MAX_USERS) -> RawTables:
    """Draw four raw tables of up to `max_users` users."""
    world: World = {name: [] for name in COLUMNS}
    for number in range(draw(sampled(range(1, max_users + 1)))):
        add_life(draw, world, number)
    for _ in range(draw(st.integers(0, 8))):
        name = draw(sampled(COLUMNS))
        rows = world[name]
        if rows:
            row = rows[draw(st.integers(0, len(rows) - 1))]
            draw(sampled(EDITS))(draw, name, rows, row)
    emptied = draw(sampled([""] * 12 + [*COLUMNS]))
    if emptied:
        world[emptied] = []
    return RawTables(**{name: text_table(name, world[name]) for name in world})


def row_orders(raw: RawTables) -> st.SearchStrategy[dict[str, list[int]]]:
    """Draw a row order for each table, for `write_raw` and `reorder`."""
    return st.fixed_dictionaries(
        {
            name: st.permutations(range(len(table)))
            for name, table in raw._asdict().items()
        }
    )


def reorder(raw: RawTables, order: Mapping[str, Sequence[int]]) -> RawTables:
    """Return the tables with their rows in the given order."""
    tables = {}
    for name, table in raw._asdict().items():
        positions = order.get(name, range(len(table)))
        tables[name] = table.iloc[list(positions)].reset_index(drop=True)
    return RawTables(**tables)


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write one table with every field in quotes and null as nothing."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows(table.itertuples(index=False, name=None))


def write_raw(
    raw: RawTables,
    folder: str | Path,
    order: Mapping[str, Sequence[int]] | None = None,
) -> Path:
    """Write the four CSV files, each with its rows in the given order."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in reorder(raw, order or {})._asdict().items():
        write_table(table, folder / f"{name}.csv")
    return folder
