"""Every metric, by all that it may be grouped by, equals marts and pages."""

import re

import pytest
from dbt_project import Outcome, Project
from metrics import (
    ENGINE_COLUMNS,
    ENGINE_METRICS,
    ENGINE_TIMES,
    USERS,
    Metrics,
    assert_same,
    metrics_of,
)

TRIPS = f"facts.int_trip_sales left join {USERS} using (user_id)"
# The same, by the day on which a trip starts.
DUE = f"facts.int_trip_sales as due left join {USERS} using (user_id)"
VISITS = """
    marts.booking_funnel left join (
        select month, sum(bookings) as bookings
        from marts.monthly_performance group by month
    ) using (month)
"""
SOLD = "filter (where product is not null)"
KEPT = "filter (where product is not null and not is_cancelled)"
LOST = "filter (where product is not null and is_cancelled)"
# Where each metric is counted from, and how, said without its definition.
EXPECTED = {
    **ENGINE_METRICS,
    "bookings": (TRIPS, f"count(*) {SOLD}"),
    "cancellations": (TRIPS, f"count(*) {LOST}"),
    "cancellation_rate": (
        TRIPS,
        f"count(*) {LOST} / nullif(count(*) {SOLD}, 0)",
    ),
    "due_trips": (DUE, "count(start_date)"),
    "cancelled_due_trips": (
        DUE,
        "count(start_date) filter (where is_cancelled)",
    ),
    "due_cancellation_rate": (
        DUE,
        "count(start_date) filter (where is_cancelled)"
        " / nullif(count(start_date), 0)",
    ),
    "revenue_usd": (TRIPS, f"coalesce(sum(spend_usd) {KEPT}, 0)"),
    "revenue_per_kept_booking_usd": (
        TRIPS,
        f"sum(spend_usd) {KEPT} / nullif(count(*) {KEPT}, 0)",
    ),
    "booking_users": (TRIPS, f"count(distinct user_id) {SOLD}"),
    "revenue_per_user_usd": (
        TRIPS,
        f"coalesce(sum(spend_usd) {KEPT}, 0)"
        f" / nullif(count(distinct user_id) {SOLD}, 0)",
    ),
    "sessions": (VISITS, "sum(session_count)"),
    "session_booking_rate": (VISITS, "sum(bookings) / sum(session_count)"),
}
TIMES = {
    **ENGINE_TIMES,
    TRIPS: "booked_date",
    DUE: "start_date",
    VISITS: "month",
}
COLUMNS = {
    "trip__booked_date": "booked_date",
    "trip__start_date": "start_date",
    "trip__product": "product",
    "trip__destination": "destination",
    **ENGINE_COLUMNS,
    "visit_month__visit_date": "month",
}
COHORT = "{{ Dimension('user__cohort') }} = 'cohort'"
SEVERAL = "{{ Dimension('trip__product') }} is not null"


@pytest.fixture(scope="module")
def metrics(
    project: Project, built: Outcome, tmp_path_factory: pytest.TempPathFactory
) -> Metrics:
    folder = tmp_path_factory.mktemp("semantics")
    return metrics_of(project, built.warehouse, folder)


def test_every_metric_says_what_it_is(metrics: Metrics) -> None:
    metrics.assert_described(EXPECTED)


@pytest.mark.parametrize("metric", EXPECTED)
def test_metric_by_every_dimension_equals_the_marts(
    metrics: Metrics, metric: str
) -> None:
    source, formula = EXPECTED[metric]
    metrics.assert_equal(metric, source, formula, TIMES[source], COLUMNS)


SALES = ["bookings", "cancellations", "cancellation_rate", "revenue_usd"]


@pytest.mark.parametrize(
    ("mart", "columns", "groups"),
    [
        (
            "marts.monthly_performance",
            ("month", "product"),
            ("metric_time__month", "trip__product"),
        ),
        (
            "marts.season_pattern",
            ("travel_month", "product"),
            ("trip__start_date__month", "trip__product"),
        ),
        (
            "marts.destination_performance",
            ("destination",),
            ("trip__destination",),
        ),
    ],
)
def test_sales_marts_hold_the_metrics(
    metrics: Metrics,
    mart: str,
    columns: tuple[str, ...],
    groups: tuple[str, ...],
) -> None:
    where = " and ".join(f"{each} is not null" for each in columns)
    names = ", ".join(columns)
    found = metrics.rows(SALES, *groups, where=(SEVERAL,))
    assert_same(
        [row for row in found if None not in row[: len(groups)]],
        metrics.warehouse.rows(
            f"select {names}, bookings, cancellations, cancellation_rate,"
            f" revenue from {mart} where {where}"
        ),
    )


def test_segment_profiles_hold_the_users(metrics: Metrics) -> None:
    assert_same(
        metrics.rows(["users"], "user__segment", where=(COHORT,)),
        metrics.warehouse.rows(
            "select segment_key, user_count from marts.segment_profiles"
        ),
    )


def test_key_figures_are_the_metrics(metrics: Metrics) -> None:
    metrics.assert_key_figures(
        "dashboard_full_months",
        {
            "Revenue": "revenue_usd",
            "Bookings": "bookings",
            "Cancelled": "due_cancellation_rate",
            "Sessions that book": "session_booking_rate",
        },
    )


def test_revenue_of_the_page_is_the_metric(metrics: Metrics) -> None:
    assert_same(
        metrics.rows(
            ["revenue_usd"],
            "metric_time__month",
            "trip__product",
            where=(SEVERAL,),
        ),
        metrics.warehouse.rows(
            "select month, product, revenue"
            " from dashboard.panel_revenue_by_month"
        ),
    )


def test_perks_of_the_page_are_the_metrics(metrics: Metrics) -> None:
    users = ["invited_users", "expected_cost_usd"]
    plan = ["invited_users", "held_out_users", "expected_cost_usd"]
    for names, panel, columns in (
        (users, "panel_users_by_perk", "invited_user_count, expected_cost_usd"),
        (
            plan,
            "panel_perk_costs",
            "invited_user_count, holdout_user_count, expected_cost_usd",
        ),
    ):
        assert_same(
            metrics.rows(names, "user__cohort", "user__perk_name"),
            metrics.warehouse.rows(
                "select case user_group when 'Cohort' then 'cohort'"
                f" else 'cold_start' end, perk_name, {columns}"
                f" from dashboard.{panel}"
            ),
        )


def test_headline_says_the_metrics(metrics: Metrics) -> None:
    ((invited, cost),) = metrics.rows(
        ["invited_users", "expected_cost_usd"], where=(COHORT,)
    )
    ((sentence,),) = metrics.warehouse.rows(
        "select sentence from dashboard.panel_headline"
    )
    assert f"{invited:,} invited users" in sentence
    # Money is told in hundreds, or tenths of a million.
    number, million = re.search(r"\$([\d.,]+\d)( million)?;", sentence).groups()
    unit = 1_000_000 if million else 1
    told = float(number.replace(",", "")) * unit
    assert told == pytest.approx(float(cost), abs=max(50, unit / 20)), sentence
