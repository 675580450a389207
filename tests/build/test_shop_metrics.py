"""Every metric of a shop equals its marts and pages."""

import pytest
from dbt_project import Outcome, Project, Warehouse
from metrics import (
    CAMPAIGNS,
    ENGINE_COLUMNS,
    ENGINE_METRICS,
    ENGINE_TIMES,
    USERS,
    Metrics,
    assert_same,
    metrics_of,
)

SALES = f"""
    facts.int_sale_lines
    inner join marts.product_performance using (item_id)
    left join {USERS} using (user_id)
"""
MONTHS = "marts.monthly_performance"
ORDERS = "count(distinct (int_sale_lines.user_id, basket_id))"
BUYERS = "count(distinct int_sale_lines.user_id)"
EXPECTED = {
    **ENGINE_METRICS,
    "orders": (SALES, ORDERS),
    "buyers": (SALES, BUYERS),
    "units": (SALES, "sum(quantity)"),
    "returned_units": (SALES, "sum(returned_unit_count)"),
    "returned_unit_rate": (SALES, "sum(returned_unit_count) / sum(quantity)"),
    "revenue_usd": (SALES, "sum(amount_usd)"),
    "revenue_per_order_usd": (SALES, f"sum(amount_usd) / {ORDERS}"),
    "revenue_per_user_usd": (SALES, f"sum(amount_usd) / {BUYERS}"),
    "sent_back_usd": (MONTHS, "sum(cancelled)"),
    "sent_back_rate": (MONTHS, "sum(cancelled) / sum(revenue)"),
    "unknown_customer_revenue_usd": (MONTHS, "sum(revenue_without_customer)"),
    "sales_usd": (MONTHS, "sum(revenue + revenue_without_customer)"),
    "unknown_customer_rate": (
        MONTHS,
        "sum(revenue_without_customer)"
        " / sum(revenue + revenue_without_customer)",
    ),
    "monthly_buyers": (MONTHS, "sum(customers)"),
    "new_buyers": (MONTHS, "sum(new_customers)"),
    "new_buyer_rate": (MONTHS, "sum(new_customers) / sum(customers)"),
}
TIMES = {**ENGINE_TIMES, SALES: "ordered_date", MONTHS: "month"}
COLUMNS = {
    **ENGINE_COLUMNS,
    "sale_line__ordered_date": "ordered_date",
    "sale_line__country": "country",
    "item__category": "category",
    "item__season": "season",
    "sales_month__sales_date": "month",
}


@pytest.fixture(scope="module")
def metrics(
    shop_project: Project,
    shop_built: Outcome,
    tmp_path_factory: pytest.TempPathFactory,
) -> Metrics:
    folder = tmp_path_factory.mktemp("semantics")
    return metrics_of(shop_project, shop_built.warehouse, folder)


@pytest.fixture(scope="module")
def warehouse(shop_built: Outcome) -> Warehouse:
    return shop_built.warehouse


def test_every_metric_says_what_it_is(metrics: Metrics) -> None:
    metrics.assert_described(EXPECTED)


# The sample of a shop has no campaign; the one of TravelTide has.
HELD = [name for name, (source, _) in EXPECTED.items() if source != CAMPAIGNS]


@pytest.mark.parametrize("metric", HELD)
def test_metric_by_every_dimension_equals_the_marts(
    metrics: Metrics, metric: str
) -> None:
    source, formula = EXPECTED[metric]
    metrics.assert_equal(metric, source, formula, TIMES[source], COLUMNS)


@pytest.mark.parametrize(
    ("mart", "column", "group"),
    [
        (MONTHS, "month", "metric_time__month"),
        ("marts.product_performance", "item_id", "item"),
        ("marts.country_performance", "country", "sale_line__country"),
    ],
)
def test_sales_marts_hold_the_metrics(
    metrics: Metrics, warehouse: Warehouse, mart: str, column: str, group: str
) -> None:
    found = metrics.rows(["orders", "buyers", "revenue_usd"], group)
    assert_same(
        [row for row in found if row[0] is not None],
        warehouse.rows(
            f"select {column}, orders, customers, revenue from {mart}"
        ),
    )


def test_key_figures_are_the_metrics(metrics: Metrics) -> None:
    metrics.assert_key_figures(
        "dashboard_monthly_figures",
        {
            "Revenue": "revenue_usd",
            "Orders": "orders",
            "Sent back": "sent_back_rate",
            "Sales to unknown customers": "unknown_customer_rate",
        },
    )
