"""The domain shop: from any shop's files to perks, the engine untouched."""

import os
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from dbt_project import Outcome, Project, Warehouse
from shop import SHOP

REAL = os.environ.get("TRAVELTIDE_REAL_SHOPS")
NEEDS_REAL = pytest.mark.skipif(
    not REAL, reason="TRAVELTIDE_REAL_SHOPS names no folder with both shops"
)
ONLINE_RETAIL_COLUMNS = [
    *("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate"),
    *("UnitPrice", "CustomerID", "Country"),
]
# Kinds of SHOPS' lines: rows, orders, customers, items, units and money.
ONLINE_RETAIL = {
    "repeated": (5268, None, None, None, None, None),
    "write_off": (3, 3, 0, 1, 3, -11062.06),
    "not_a_product": (2937, 2766, 666, 14, 10067, -34249.149),
    "without_price": (2493, 2140, 25, 1412, -138938, 0),
    "cancellation_without_customer": (162, 39, 0, 154, -2306, -4150.45),
    "sale_without_customer": (131387, 1371, 0, 3289, 419600, 1509991.68),
    "sale": (391153, 18402, 4334, 3660, 5141787, 8737227.643),
    "cancellation": (8506, 3383, 1534, 1915, -267711, -471750.71),
}


def build(
    project: Project, location: Path | str, within: Path, **more: object
) -> Outcome:
    """Build the files of a shop."""
    return project.build(location, within=within, **SHOP | more)


def unmatched_one_by_one(warehouse: Warehouse) -> dict[tuple, int]:
    """Match what came back to what was sold before, line by line."""
    left: dict[tuple, int] = {}
    unmatched: dict[tuple, int] = {}
    for user, item, kind, quantity in warehouse.rows(
        "select user_id, item_id, kind, abs(quantity)"
        " from staging.stg_shop__order_lines"
        " where kind in ('sale', 'cancellation')"
        " order by ordered_at, kind = 'cancellation'"
    ):
        key = (user, item)
        if kind == "sale":
            left[key] = left.get(key, 0) + quantity
            continue
        taken = min(quantity, left.get(key, 0))
        left[key] = left.get(key, 0) - taken
        unmatched[key] = unmatched.get(key, 0) + quantity - taken
    return unmatched


def assert_matched(warehouse: Warehouse) -> None:
    found = {
        (user, item): count
        for user, item, count in warehouse.rows(
            "select user_id, item_id, unmatched_unit_count"
            " from facts.int_cancellations_matched"
        )
    }
    assert found
    assert found == unmatched_one_by_one(warehouse)
    (row,) = warehouse.rows(
        "select sum(matched_unit_count), (select sum(returned_unit_count)"
        " from facts.int_sale_lines) from facts.int_cancellations_matched"
    )
    assert row[0] == row[1]


def waterfall(warehouse: Warehouse) -> dict[str, tuple]:
    return {
        kind: numbers
        for kind, *numbers in warehouse.rows(
            "select kind, row_count, order_count, user_count, item_count,"
            " unit_count, cast(amount as double)"
            " from marts.cleaning_waterfall order by place"
        )
    }


def segments(warehouse: Warehouse) -> dict[str, int]:
    return dict(
        warehouse.rows(
            "select segment_key, user_count from marts.segment_profiles"
        )
    )


def test_sample_finds_the_tastes_that_were_planted(
    shop_built: Outcome, shop_sample: Path
) -> None:
    shares = dict(
        shop_built.warehouse.rows(
            "select persona, avg(cast(segment_key = case persona"
            " when 'lapsing' then 'lapsing'"
            " when 'replenishing' then 'replenisher'"
            " when 'seasonal' then 'season_shopper'"
            " when 'returning' then 'returner'"
            " when 'ranging' then 'range_shopper'"
            " when 'bulk' then 'bulk_buyer' end as integer))"
            f" from read_csv('{shop_sample}/truth/personas.csv') as truth"
            " join marts.user_perks on 'K-' || user_id = customer"
            " where persona != 'plain' group by persona"
        )
    )
    assert len(shares) == 6
    assert min(shares.values()) > 0.75, shares


def test_sample_is_released_with_the_marts_of_a_shop(
    shop_built: Outcome,
) -> None:
    published = Warehouse(
        shop_built.warehouse.path.parent / "published" / "traveltide.duckdb"
    )
    names = {
        name
        for (name,) in published.rows("select table_name from duckdb_tables()")
    }
    assert names >= {
        *("user_perks", "customer_features", "cleaning_waterfall"),
        *("product_performance", "monthly_performance", "segment_top_items"),
    }
    assert published.rows("select is_generated from marts.releases") == [
        (True,)
    ]


def test_every_kind_of_line_is_in_the_sample(shop_built: Outcome) -> None:
    kinds = waterfall(shop_built.warehouse)
    assert [kind for kind, row in kinds.items() if not row[0]] == ["unusable"]


def test_cancellations_are_matched_as_if_one_by_one(
    shop_built: Outcome,
) -> None:
    assert_matched(shop_built.warehouse)


def as_online_retail(shop_sample: Path, folder: Path) -> Path:
    """Write the generated lines as Online Retail's one file has them."""
    lines = pd.read_csv(shop_sample / "lines.csv")
    names = pd.read_csv(shop_sample / "products.csv").set_index("product")[
        "name"
    ]
    is_product = lines["product"].str.fullmatch(r"P\d{4}")
    lines["StockCode"] = lines["product"].where(
        ~is_product, "1" + lines["product"].str[1:]
    )
    ordered = pd.to_datetime(lines["ordered_at"], format="%d/%m/%Y %H:%M")
    numbers = lines["order_number"].astype("string").str.removeprefix("N")
    folder.mkdir()
    lines.assign(
        InvoiceNo=numbers,
        Description=lines["product"].map(names).str.upper(),
        Quantity=lines["units"],
        InvoiceDate=ordered,
        UnitPrice=lines["price"],
        CustomerID=lines["customer"].str.removeprefix("K-"),
        Country=lines["country"],
    )[ONLINE_RETAIL_COLUMNS].to_csv(folder / "online_retail.csv", index=False)
    return folder


def as_bookedby(folder: Path) -> Path:
    """Write customers, items and purchases drawn without regard to another."""
    random = np.random.default_rng(20240101)
    count = 4000
    customers = [f"Cust{number:04}" for number in range(1, 401)]
    items = [f"Item{number:04}" for number in range(1, 61)]
    days = pd.date_range("2023-01-01", "2023-12-31").strftime("%Y-%m-%d")
    folder.mkdir()
    pd.DataFrame({"CustomerID": customers}).to_csv(
        folder / "customers.csv", index=False
    )
    pd.DataFrame(
        {"ItemID": items, "ItemName": items, "ItemCategory": "Service"}
    ).to_csv(folder / "items.csv", index=False)
    pd.DataFrame(
        {
            "CustomerID": random.choice(customers, count),
            "ItemID": random.choice(items, count),
            "Quantity": random.integers(1, 3, count),
            "PurchaseDate": random.choice(days, count),
            "TotalPrice": random.uniform(10, 200, count).round(2),
        }
    ).to_csv(folder / "purchases.csv", index=False)
    return folder


def test_file_like_online_retail_is_built_by_its_mapping(
    shop_project: Project,
    shop_built: Outcome,
    shop_sample: Path,
    tmp_path: Path,
) -> None:
    """The same lines come to the same kinds and perks, whatever their form."""
    files = as_online_retail(shop_sample, tmp_path / "files")
    outcome = build(shop_project, files, tmp_path)
    assert outcome.succeeded, outcome.errors
    kinds = waterfall(outcome.warehouse)
    assert kinds["sale"][:3] == waterfall(shop_built.warehouse)["sale"][:3]
    assert (tmp_path / "published/dashboard/index.html").exists()


def test_files_like_bookedby_have_no_structure(
    shop_project: Project, tmp_path: Path
) -> None:
    files = as_bookedby(tmp_path / "files")
    outcome = build(shop_project, files, tmp_path, shop="bookedby")
    assert outcome.succeeded, outcome.errors
    assert waterfall(outcome.warehouse)["sale"][0] == 4000
    assert segments(outcome.warehouse).keys() <= {"one_group", "no_signal_yet"}
    assert outcome.warehouse.rows(
        "select list, policy from marts.recommendation_backtest"
        " where is_released and list = 'new'"
    ) == [("new", "popular")]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "units",
            "pieces",
            "raw_column of order_lines.quantity is units; found order_number,"
            " product, pieces, ordered_at, price, customer, country; correct"
            " the row in raw_columns.csv",
        ),
        (
            "31/12/2024 10:00",
            "2024-12-31 10:00",
            "format of order_lines.ordered_at is %d/%m/%Y %H:%M; found"
            " ordered_at such as 2024-12-31 10:00; correct the row in"
            " raw_columns.csv",
        ),
    ],
)
def test_mapping_that_does_not_fit_is_refused_in_one_line(
    before: str, after: str, said: str, shop_project: Project, tmp_path: Path
) -> None:
    for name, text in {
        "lines": "order_number,product,units,ordered_at,price,customer,country"
        "\n1,P0001,2,31/12/2024 10:00,3.50,K-1,Italy\n",
        "products": "product,name,category\nP0001,Bowl,Kitchen\n",
        "customers": "customer\nK-1\n",
    }.items():
        (tmp_path / f"{name}.csv").write_text(text.replace(before, after))
    outcome = build(shop_project, tmp_path, tmp_path, shop="sample")
    assert not outcome.succeeded
    assert f"seed raw_columns does not fit {tmp_path}/lines.csv: {said}" in (
        outcome.errors
    )


def test_unknown_shop_is_refused(shop_project: Project, tmp_path: Path) -> None:
    outcome = build(shop_project, tmp_path, tmp_path, shop="corner")
    assert (
        "var shop is corner, expected one of bookedby, online_retail, sample"
        " (seeds/shop/shops.csv): correct it in --vars"
    ) in outcome.errors


def halves(shop_sample: Path, folder: Path) -> tuple[Path, Path]:
    """Cut the year in two, each half a folder of its own."""
    header, *lines = (shop_sample / "lines.csv").read_text().splitlines(True)
    made = []
    for name, months in {"first": range(1, 7), "second": range(7, 13)}.items():
        half = folder / name
        shutil.copytree(shop_sample, half)
        kept = [
            line
            for line in lines
            if int(line.split(",")[3].strip('"').split("/")[1]) in months
        ]
        (half / "lines.csv").write_text("".join([header, *kept]))
        made.append(half)
    return made[0], made[1]


def test_second_half_is_scored_with_the_model_of_the_first(
    shop_project: Project, shop_sample: Path, tmp_path: Path
) -> None:
    """Those who lapse are all in the first: the second has drifted away."""
    first, second = halves(shop_sample, tmp_path)
    loose = {
        "shop": "sample",
        "psi_limits": [0.1, None],
        "share_shift_limits": [0.05, None],
        "centroid_shift_limits": [0.5, None],
        "perk_share_limits": [0.5, None],
        "users_kept_limits": [None, None],
    }
    before = build(shop_project, first, tmp_path, **loose)
    assert before.succeeded, before.errors
    model = "select distinct model_version from marts.user_perks"
    trained = before.warehouse.rows(model)
    after = build(shop_project, second, tmp_path, **loose)
    assert after.succeeded, after.errors
    assert after.warehouse.rows(model) == trained
    drifted = after.warehouse.rows(
        "select signal from marts.signal_drift where status = 'warn'"
    )
    assert drifted
    assert "a retrain is due" in after.output
    retrained = build(
        shop_project,
        second,
        tmp_path,
        **loose,
        retrain=True,
        identity_conflict_limits=[None, None],
    )
    assert retrained.succeeded, retrained.errors
    assert retrained.warehouse.rows(model) != trained
    assert (
        len(retrained.warehouse.rows("select 1 from marts.model_versions")) == 2
    )


@NEEDS_REAL
def test_online_retail_is_cleaned_to_the_cent(
    shop_project: Project, tmp_path: Path
) -> None:
    """The facts are those that others publish; see the README."""
    outcome = build(shop_project, Path(REAL) / "online_retail", tmp_path)
    assert outcome.succeeded, outcome.errors
    found = waterfall(outcome.warehouse)
    assert found.pop("unusable")[0] == 0
    assert sum(row[0] for row in found.values()) == 541909
    for kind, expected in ONLINE_RETAIL.items():
        assert found[kind] == pytest.approx(list(expected), abs=1e-6), kind
    assert outcome.warehouse.rows(
        "select sum(matched_unit_count), sum(unmatched_unit_count)"
        " from facts.int_cancellations_matched"
    ) == [(248964, 18747)]
    assert_matched(outcome.warehouse)
    assert segments(outcome.warehouse).keys() == {
        *("lapsing", "replenisher", "season_shopper", "returner"),
        *("range_shopper", "bulk_buyer", "no_signal_yet"),
    }
    recalls = {
        policy: (recall, is_released)
        for policy, recall, is_released in outcome.warehouse.rows(
            "select policy, recall, is_released"
            " from marts.recommendation_backtest where list = 'new'"
        )
    }
    assert recalls["learned"][0] >= 0.11
    assert recalls["popular"][0] == pytest.approx(0.085, abs=0.005)
    assert recalls["learned"][1]


@NEEDS_REAL
def test_bookedby_is_found_to_have_no_structure(
    shop_project: Project, tmp_path: Path
) -> None:
    outcome = build(
        shop_project, Path(REAL) / "bookedby", tmp_path, shop="bookedby"
    )
    assert outcome.succeeded, outcome.errors
    found = waterfall(outcome.warehouse)
    assert found["sale"] == [5000, 4970, 499, 69, 6430, 384476.14]
    assert segments(outcome.warehouse).keys() == {"one_group", "no_signal_yet"}
    (headline,) = outcome.warehouse.rows(
        "select sentence from dashboard.panel_headline"
    )
    assert "No segments are formed" in headline[0]
    assert outcome.warehouse.rows(
        "select distinct policy from marts.recommendation_backtest"
        " where is_released and list = 'new'"
    ) == [("popular",)]
