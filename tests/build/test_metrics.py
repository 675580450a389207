"""Every metric, by all that it may be grouped by, equals marts and dashboard.

MetricFlow writes the SQL of a metric from its definition, as mf query does; it
is compared with queries that know nothing of the definition.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from dbt.contracts.graph.semantic_manifest import SemanticManifest
from dbt_metricflow.cli.dbt_connectors.dbt_config_accessor import (
    parse_manifest_from_dbt_generated_manifest,
)
from dbt_project import Outcome, Project, Warehouse
from metricflow.engine.metricflow_engine import (
    MetricFlowEngine,
    MetricFlowQueryRequest,
)
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.semantic_manifest_lookup import (
    SemanticManifestLookup,
)

Row = tuple[Any, ...]

USERS = "marts.user_perks"
TRIPS = f"facts.int_trip_sales left join {USERS} using (user_id)"
VISITS = """
    marts.booking_funnel left join (
        select month, sum(bookings) as bookings
        from marts.monthly_performance group by month
    ) using (month)
"""
CAMPAIGNS = """(
    select
        *,
        outcome = 'redeemed' as redeems,
        outcome = 'booked' as books
    from marts.campaign_effects
    where stratum = 'all' and status = 'read'
)"""
SOLD = "filter (where product is not null)"
KEPT = "filter (where product is not null and not is_cancelled)"
LOST = "filter (where product is not null and is_cancelled)"
INVITED = "filter (where activation_perk is not null)"
# Where each metric is counted from, and how, said without its definition.
EXPECTED = {
    "users": (USERS, "count(*)"),
    "invited_users": (USERS, f"count(*) {INVITED}"),
    "held_out_users": (
        USERS,
        "count(*) filter (where activation_perk is null)",
    ),
    "fallback_rate": (USERS, "count(*) filter (where is_fallback) / count(*)"),
    "expected_cost_usd": (USERS, "sum(scenario_expected_cost_usd)"),
    "expected_cost_per_invited_user_usd": (
        USERS,
        f"sum(scenario_expected_cost_usd) / nullif(count(*) {INVITED}, 0)",
    ),
    "bookings": (TRIPS, f"count(*) {SOLD}"),
    "cancellations": (TRIPS, f"count(*) {LOST}"),
    "cancellation_rate": (
        TRIPS,
        f"count(*) {LOST} / nullif(count(*) {SOLD}, 0)",
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
    "take_up_rate": (CAMPAIGNS, "avg(value_per_user) filter (where redeems)"),
    "booking_uplift": (CAMPAIGNS, "avg(uplift) filter (where books)"),
    "sessions": (VISITS, "sum(session_count)"),
    "session_booking_rate": (VISITS, "sum(bookings) / sum(session_count)"),
}
TIMES = {
    USERS: "as_of_date",
    TRIPS: "booked_date",
    VISITS: "month",
    CAMPAIGNS: "started_date",
}
COLUMNS = {
    "trip__booked_date": "booked_date",
    "trip__start_date": "start_date",
    "trip__product": "product",
    "trip__destination": "destination",
    "user__as_of_date": "as_of_date",
    "user__cohort": "cohort_status",
    "user__segment": "segment_key",
    "user__segment_name": "segment_name",
    "user__perk": "primary_perk",
    "user__perk_name": "primary_perk_name",
    "user__confidence": "confidence",
    "user__campaign_arm": "campaign_arm",
    "campaign__started_date": "started_date",
    "campaign__name": "campaign_id",
    "campaign__arm": "arm",
    "visit_month__visit_date": "month",
}
COHORT = "{{ Dimension('user__cohort') }} = 'cohort'"
SEVERAL = "{{ Dimension('trip__product') }} is not null"


@dataclass(frozen=True)
class Metrics:
    """The metrics of the project, asked of one working file."""

    engine: MetricFlowEngine
    warehouse: Warehouse

    def groups(self, metric: str) -> Iterator[str]:
        """Return all that a metric may be grouped by."""
        simple = self.engine.simple_dimensions_for_metrics([metric])
        yield from (each.dunder_name for each in simple)
        yield "metric_time__month"
        if any(each.dunder_name == "user__cohort" for each in simple):
            yield from ("user__segment", "user__perk")

    def rows(
        self, metrics: list[str], *groups: str, where: tuple[str, ...] = ()
    ) -> list[Row]:
        """Return the groups and their metrics, as mf query does."""
        request = MetricFlowQueryRequest.create(
            metric_names=metrics,
            group_by_names=groups,
            where_constraints=where,
        )
        sql = self.engine.explain(request).sql_statement.sql
        names = ", ".join(metrics)
        return self.warehouse.rows(
            f"select * exclude ({names}), {names} from ({sql})"
        )


@pytest.fixture(scope="module")
def metrics(
    project: Project, built: Outcome, tmp_path_factory: pytest.TempPathFactory
) -> Metrics:
    path = tmp_path_factory.mktemp("semantics") / "semantic_manifest.json"
    SemanticManifest(project.manifest).write_json_to_file(str(path))
    # It only writes SQL here, and asks the client for no more than how.
    client = SimpleNamespace(
        sql_engine_type=SqlEngine.DUCKDB,
        sql_plan_renderer=DuckDbSqlPlanRenderer(),
    )
    manifest = parse_manifest_from_dbt_generated_manifest(path.read_text())
    engine = MetricFlowEngine(SemanticManifestLookup(manifest), client)
    return Metrics(engine, built.warehouse)


def assert_same(found: list[Row], expected: list[Row]) -> None:
    """Hold numbers to a hundredth of a cent, and everything else exactly."""
    assert len(found) == len(expected) > 0
    for row, other in zip(
        sorted(map(plain, found)), sorted(map(plain, expected)), strict=True
    ):
        for value, wanted in zip(row, other, strict=True):
            if isinstance(wanted, float):
                assert math.isclose(
                    value, wanted, rel_tol=1e-9, abs_tol=1e-4
                ), (
                    row,
                    other,
                )
            else:
                assert value == wanted, (row, other)


def plain(row: Row) -> list[Any]:
    """Return a row that sorts: no nulls, one kind of number and of date."""
    return [
        str(value)[:10]
        if value is None or hasattr(value, "year") or isinstance(value, str)
        else float(value)
        for value in row
    ]


def test_every_metric_says_what_it_is(metrics: Metrics) -> None:
    for metric in metrics.engine.list_metrics():
        assert metric.label, metric.name
        assert metric.description, metric.name
        assert metric.name in EXPECTED, f"{metric.name}: say how to check it"


@pytest.mark.parametrize("metric", EXPECTED)
def test_metric_by_every_dimension_equals_the_marts(
    metrics: Metrics, metric: str
) -> None:
    source, formula = EXPECTED[metric]
    time = TIMES[source]
    groups = {
        "metric_time__day": time,
        "metric_time__month": f"date_trunc('month', {time})",
        **COLUMNS,
    }
    for group in metrics.groups(metric):
        assert group in groups, f"{group}: say which column it is"
        assert_same(
            metrics.rows([metric], group),
            metrics.warehouse.rows(
                f"select {groups[group]}, {formula} from {source} group by 1"
            ),
        )


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
    ((first, last),) = metrics.warehouse.rows(
        "select min(month), max(month) from dashboard.dashboard_full_months"
        " where period_name = 'now'"
    )
    month = "{{ TimeDimension('metric_time', 'month') }}"
    where = (f"{month} between '{first}' and '{last}'",)
    figures = dict(
        metrics.warehouse.rows(
            "select figure, value from dashboard.panel_key_figures"
        )
    )
    names = {
        "Revenue": "revenue_usd",
        "Bookings": "bookings",
        "Cancelled": "cancellation_rate",
        "Sessions that book": "session_booking_rate",
    }
    assert figures.keys() == names.keys()
    for figure, metric in names.items():
        assert_same(metrics.rows([metric], where=where), [(figures[figure],)])


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
