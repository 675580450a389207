"""The real cohort, where TRAVELTIDE_REAL_DATA names a folder that holds it."""

import os
from pathlib import Path

import pytest
from dbt_project import NO_UNIT_TESTS, Outcome, Project, Warehouse
from reference_features import read_raw, user_features
from test_user_features import assert_same_features

FOLDER = os.environ.get("TRAVELTIDE_REAL_DATA")

pytestmark = pytest.mark.skipif(
    not FOLDER,
    reason="TRAVELTIDE_REAL_DATA names no folder with the real cohort",
)


@pytest.fixture(scope="module")
def built_real(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Outcome:
    outcome = project.build(
        Path(FOLDER).resolve(),
        *NO_UNIT_TESTS,
        within=tmp_path_factory.mktemp("real"),
    )
    assert outcome.succeeded, outcome.errors
    return outcome


@pytest.fixture
def real(built_real: Outcome) -> Warehouse:
    return built_real.warehouse


def test_real_features_equal_the_reference(real: Warehouse) -> None:
    """Every user and column, to 1e-9."""
    expected = user_features(read_raw(Path(FOLDER)))
    assert len(expected) == 5998
    assert_same_features(real.user_features(), expected)


FACTS: dict[str, tuple[str, tuple[object, ...]]] = {
    "no row is lost": (
        """
        select list(row_count order by file_name),
            sum(rejected_row_count), sum(repeated_row_count)
        from staging.stg_traveltide__file_counts
        """,
        ([13717, 14313, 49211, 5998], 0, 0),
    ),
    "as-of date": (
        "select strftime(as_of_date, '%Y-%m-%d')"
        " from facts.int_active_window",
        ("2023-07-28",),
    ),
    "trips, cancelled, with both sessions, cancellation only": (
        """
        select count(*), count_if(is_cancelled),
            count_if(is_cancelled and booked_at is not null),
            count_if(booked_at is null)
        from facts.int_trips
        """,
        (16099, 610, 603, 7),
    ),
    "cancelled trips without flight, without hotel": (
        """
        select count_if(is_cancelled and not has_flight),
            count_if(is_cancelled and not has_hotel)
        from facts.int_trips
        """,
        (50, 193),
    ),
    "sessions without and with a trip": (
        "select count_if(trip_id is null), count(trip_id)"
        " from staging.stg_traveltide__sessions",
        (32509, 16702),
    ),
    "cancellation sessions: flags true, amounts null": (
        """
        select count_if(is_flight_booked and is_hotel_booked
                and is_flight_discount_offered and is_hotel_discount_offered),
            count(flight_discount_amount) + count(hotel_discount_amount),
            count_if(page_click_count = 200),
            count_if(ended_at - started_at = interval 2 hours)
        from staging.stg_traveltide__sessions where is_cancellation
        """,
        (610, 0, 253, 345),
    ),
    "nights: -2, -1, 0, unknown by calendar, check-out before check-in": (
        """
        select count_if(raw_night_count = -2), count_if(raw_night_count = -1),
            count_if(raw_night_count = 0), count_if(is_night_count_unknown),
            count_if(checked_out_at < checked_in_at), max(raw_night_count)
        from staging.stg_traveltide__hotels
        """,
        (1, 104, 1208, 430, 226, 43),
    ),
    "discounts in steps of .05 without noise": (
        """
        select min(amount), max(amount), count_if(amount % 0.05 != 0)
        from (
            select unnest([flight_discount_amount, hotel_discount_amount])
                as amount
            from staging.stg_traveltide__sessions
        )
        """,
        (0.05, 0.6, 0),
    ),
    "flights without return, and without return time": (
        """
        select count_if(not has_return_flight), count_if(returned_at is null),
            count_if(not has_return_flight and returned_at is null)
        from staging.stg_traveltide__flights
        """,
        (597, 597, 597),
    ),
    "fares and prices": (
        """
        select min(base_fare_usd), max(base_fare_usd),
            (
                select list_value(
                    min(room_night_price_usd), max(room_night_price_usd)
                )
                from staging.stg_traveltide__hotels
            )
        from staging.stg_traveltide__flights
        """,
        (2.41, 21548.04, [17, 1376]),
    ),
    "hotel names with a city, with two blanks before the dash": (
        """
        select count_if(hotel_name like '% - %'),
            count_if(hotel_name like '%  - %')
        from staging.stg_traveltide__hotels
        """,
        (14313, 5734),
    ),
    "gender and birth years": (
        """
        select count_if(gender = 'F'), count_if(gender = 'M'),
            count_if(gender = 'O'), count_if(year(birth_date) = 2006)
        from staging.stg_traveltide__users
        """,
        (5292, 695, 11, 233),
    ),
    # No checked bag, cancellation, discounted booking or bundle: what the
    # four default perks would go by.
    "users without evidence, in tenths of a per cent": (
        """
        select round(1000 * avg(cast(
            checked_bag_count = 0 and cancelled_trip_count = 0
            and bundle_trip_count = 0
            and coalesce(discounted_flight_rate, 0) = 0
            and coalesce(discounted_hotel_rate, 0) = 0
        as integer)))
        from marts.user_features
        """,
        (129,),
    ),
}


@pytest.mark.parametrize("fact", FACTS)
def test_real_cohort_is_as_it_was_counted(fact: str, real: Warehouse) -> None:
    query, expected = FACTS[fact]
    (row,) = real.rows(query)
    numbers = [
        [float(each) for each in value]
        if isinstance(value, list)
        else value
        if isinstance(value, str)
        else float(value)
        for value in row
    ]
    assert numbers == list(expected)
