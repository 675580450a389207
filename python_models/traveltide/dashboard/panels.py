"""Panels as dbt describes them, with their rows."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from duckdb import DuckDBPyConnection, DuckDBPyRelation
from duckdb import Error as DuckDBError

from traveltide.dashboard.charts import chart_problem

# What a panel's YAML may say, and what it must.
REQUIRED = {"page", "kind", "title", "question", "width"}
OPTIONAL = {
    "note",
    "empty",
    "sort",
    "first",
    "filters",
    "chart",
    "min_width",
    "columns",
    "costs",
    "compared_with",
    "habits",
    "events",
    "items",
    "people",
    "sums",
    "who",
}
# Panels that stand at the foot of every page.
EVERY_PAGE = "every"
KINDS = {
    "sentence",
    "figures",
    "cards",
    "chart",
    "table",
    "scenario",
    "lists",
    "lookup",
    "people",
    "facts",
    # Rows that another panel works with.
    "data",
}
WIDTHS = {"full", "two_thirds", "half", "third"}


@dataclass(frozen=True)
class Panel:
    """One panel: how to show it, and what."""

    name: str
    description: dict[str, Any]
    columns: list[str] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)

    def content(self) -> dict[str, Any]:
        """Return the panel as the page takes it."""
        return asdict(self)


def checked_description(
    name: str, text: str, pages: set[str]
) -> dict[str, Any]:
    """Return what the YAML says, or say what is wrong with it."""
    description = json.loads(text)
    where = f"config.meta.panel of {name}"
    if missing := REQUIRED - description.keys():
        raise ValueError(f"{where} lacks {', '.join(sorted(missing))}")
    if unknown := description.keys() - REQUIRED - OPTIONAL:
        raise ValueError(
            f"{where} has {', '.join(sorted(unknown))}, expected only"
            f" {', '.join(sorted(REQUIRED | OPTIONAL))}"
        )
    for key, allowed in {
        "kind": KINDS,
        "width": WIDTHS,
        "page": pages | {EVERY_PAGE},
    }.items():
        if description[key] not in allowed:
            raise ValueError(
                f"{where}: {key} is {description[key]!r}, expected one of"
                f" {', '.join(sorted(allowed))}"
            )
    if (description["kind"] == "chart") != ("chart" in description):
        raise ValueError(f"{where}: a chart belongs to kind chart, and only it")
    return description


def read_panels(
    listed: DuckDBPyRelation, session: DuckDBPyConnection, pages: set[str]
) -> tuple[list[Panel], list[str]]:
    """Return all panels in order, each with its rows, and what is wrong.

    Rows are sorted by all their columns, as a table has no order of its own.
    """
    found = listed.project("place, panel_name, relation_name, description")
    panels, problems = [], []
    for _, name, relation_name, text in found.order("place").fetchall():
        try:
            description = checked_description(name, text, pages)
            relation = session.sql(f"from {relation_name}").order("all")
            rows = relation.fetchall()
        except (ValueError, DuckDBError) as error:
            problems.append(f"{name} is left out: {error}")
            continue
        if problem := chart_problem(description.get("chart")):
            problems.append(f"the chart of {name} cannot be drawn: {problem}")
            description = as_table(description, problem)
        panels.append(Panel(name, description, relation.columns, rows))
    return panels, problems


def as_table(description: dict[str, Any], problem: str) -> dict[str, Any]:
    """Return the description of a panel that shows the numbers of its chart."""
    kept = {key: said for key, said in description.items() if key != "chart"}
    note = f"The chart cannot be drawn: {problem}"
    return kept | {"kind": "table", "note": note}
