"""The metrics of a project, asked of a working file as mf query asks them.

MetricFlow writes the SQL of a metric from its definition; what it gives is
compared with queries that know nothing of the definition.
"""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from dbt.contracts.graph.semantic_manifest import SemanticManifest
from dbt_metricflow.cli.dbt_connectors.dbt_config_accessor import (
    parse_manifest_from_dbt_generated_manifest,
)
from dbt_project import Project, Warehouse
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
CAMPAIGNS = """(
    select
        *,
        outcome = 'redeemed' as redeems,
        outcome = 'booked' as books
    from marts.campaign_effects
    where stratum = 'all' and status = 'read'
)"""
INVITED = "filter (where activation_perk is not null)"
# Where each metric of the engine is counted from, and how, said without its
# definition; the day that it is laid along; the columns of its groups.
ENGINE_METRICS = {
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
    "take_up_rate": (CAMPAIGNS, "avg(value_per_user) filter (where redeems)"),
    "booking_uplift": (CAMPAIGNS, "avg(uplift) filter (where books)"),
}
ENGINE_TIMES = {USERS: "as_of_date", CAMPAIGNS: "started_date"}
ENGINE_COLUMNS = {
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
}


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

    def assert_described(self, expected: Collection[str]) -> None:
        """Hold that each metric says what it is, and is held to a query."""
        for metric in self.engine.list_metrics():
            assert metric.label, metric.name
            assert metric.description, metric.name
            assert metric.name in expected, f"{metric.name}: say how to check"

    def assert_equal(
        self,
        metric: str,
        source: str,
        formula: str,
        time: str,
        columns: Mapping[str, str],
    ) -> None:
        """Hold a metric, by all that it may be grouped by, to a query."""
        times = {
            "metric_time__day": time,
            "metric_time__month": f"date_trunc('month', {time})",
        }
        for group in self.groups(metric):
            column = (times | columns).get(group)
            assert column, f"{group}: say which column it is"
            assert_same(
                self.rows([metric], group),
                self.warehouse.rows(
                    f"select {column}, {formula} from {source} group by 1"
                ),
            )

    def assert_key_figures(self, months: str, names: Mapping[str, str]) -> None:
        """Hold each key figure of the page to a metric of the same months."""
        ((first, last),) = self.warehouse.rows(
            f"select min(month), max(month) from dashboard.{months}"
            " where period_name = 'now'"
        )
        month = "{{ TimeDimension('metric_time', 'month') }}"
        where = (f"{month} between '{first}' and '{last}'",)
        figures = dict(
            self.warehouse.rows(
                "select figure, value from dashboard.panel_key_figures"
            )
        )
        assert figures.keys() == names.keys()
        for figure, metric in names.items():
            assert_same(self.rows([metric], where=where), [(figures[figure],)])


def metrics_of(project: Project, warehouse: Warehouse, folder: Path) -> Metrics:
    """Return the metrics of a parsed project, asked of one working file."""
    path = folder / "semantic_manifest.json"
    SemanticManifest(project.manifest).write_json_to_file(str(path))
    # It only writes SQL here, and asks the client for no more than how.
    client = SimpleNamespace(
        sql_engine_type=SqlEngine.DUCKDB,
        sql_plan_renderer=DuckDbSqlPlanRenderer(),
    )
    manifest = parse_manifest_from_dbt_generated_manifest(path.read_text())
    engine = MetricFlowEngine(SemanticManifestLookup(manifest), client)
    return Metrics(engine, warehouse)


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
