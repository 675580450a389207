"""The pages of a shop in a real browser, as its own staff would use them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Visit
from dbt_project import Outcome, Warehouse
from pages import (
    MAKERS_WORDS,
    PAGES,
    assert_accessible,
    assert_counts_equal_marts,
    assert_drawn,
    assert_fits_phone,
    assert_paper_holds_columns,
    assert_prints,
    sheet_of,
    violations,
)
from playwright.sync_api import Page, expect

# What only TravelTide's pages may say.
TRAVEL_WORDS = re.compile(
    r"\b(travel|trip|flight|hotel|bag|night|book|bookings?|booked|destination)s?\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def published(shop_built: Outcome) -> Path:
    return shop_built.warehouse.path.parent / "published"


def rows_of(page: Page, panel: str) -> list[list[str]]:
    """Return the rows of a table, cell by cell."""
    return [
        row.locator("td").all_inner_texts()
        for row in page.locator(f"#{panel} tbody tr").all()
    ]


@pytest.mark.parametrize("key", PAGES)
def test_every_page_is_drawn(visit: Visit, key: str) -> None:
    assert_drawn(visit, key)


@pytest.mark.parametrize("key", PAGES)
def test_every_page_fits_a_phone(visit: Visit, key: str) -> None:
    assert_fits_phone(visit, key)


@pytest.mark.parametrize("key", PAGES)
def test_every_page_prints(visit: Visit, key: str) -> None:
    assert_prints(visit, key)


@pytest.mark.parametrize("key", PAGES)
def test_paper_loses_no_column(visit: Visit, key: str) -> None:
    assert_paper_holds_columns(visit, key)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 420)])
@pytest.mark.parametrize("key", PAGES)
def test_every_page_is_accessible(
    visit: Visit, key: str, scheme: str, width: int
) -> None:
    assert_accessible(visit, key, scheme, width)


@pytest.mark.parametrize("key", PAGES)
def test_no_page_speaks_of_travel_or_of_its_makers(
    visit: Visit, key: str
) -> None:
    page = visit.open(key)
    for button in page.locator(".tools [aria-pressed]").all():
        button.click()
    text = page.locator("body").inner_text()
    for title in page.locator("footer summary").all():
        title.click()
    text += page.locator("footer").inner_text()
    assert not TRAVEL_WORDS.findall(text)
    if key != "health":
        assert not MAKERS_WORDS.findall(page.locator("main").inner_text())
    assert "Users with at least one order since" in " ".join(text.split())


@pytest.fixture
def paired(shop_built: Outcome) -> tuple[str, list[str], str]:
    """Return an item that is not among the most popular, and its partners."""
    rows = shop_built.warehouse.rows(
        """
        with ranked as (
            select
                ones.item_name as name,
                others.item_name as other,
                ones.item_id as item,
                others.item_id as other_item,
                row_number() over (
                    partition by ones.item_id
                    order by pairs.weight desc, pairs.item_id
                ) as place
            from learn.int_item_pairs as pairs
            inner join dashboard.dashboard_items as ones
                on pairs.because_item_id = ones.item_id
            inner join dashboard.dashboard_items as others
                on pairs.item_id = others.item_id
            where ones.place > 60
        )
        select name, other, item, other_item from ranked
        where name = (select min(name) from ranked where place = 3)
            and place <= 3
        order by place
        """
    )
    name, _, item, other = rows[0]
    ((share,),) = shop_built.warehouse.rows(
        f"""
        with buyers as (
            select user_id,
                bool_or(item_id = '{item}') as has_one,
                bool_or(item_id = '{other}') as has_other
            from measures.user_items group by user_id
        )
        select 100 * avg(cast(has_other as integer)) from buyers where has_one
        """
    )
    return name, [row[1] for row in rows], f"{share:.1f}%".replace(".0%", "%")


def test_any_item_is_found_and_what_goes_with_it(
    visit: Visit, paired: tuple[str, list[str], str]
) -> None:
    """Sales people ask for what is before them, not for what sells best."""
    name, partners, share = paired
    page = visit.open("items")
    assert name not in [row[1] for row in rows_of(page, "panel_items")]
    field = page.get_by_label("Find an item")
    names = page.locator("#panel_items datalist option")
    assert name in names.evaluate_all("all => all.map(one => one.value)")
    field.fill(name)
    expect(page.locator("#panel_items tbody tr")).to_have_count(1)
    ((_, found, *_, best, both, second, third),) = rows_of(page, "panel_items")
    assert (found, both) == (name, share)
    assert [best, second, third] == partners
    assert violations(visit) == []
    # A link that is sent to a colleague shows the same.
    page.reload()
    visit.wait_for("items")
    assert [row[1] for row in rows_of(page, "panel_items")] == [name]
    assert page.get_by_label("Find an item").input_value() == name


def test_part_of_a_name_finds_all_that_have_it(
    visit: Visit, marts: Warehouse
) -> None:
    page = visit.open("items")
    assert len(rows_of(page, "panel_items")) == 60
    assert "60 of 300 are shown" in page.inner_text("#panel_items")
    field = page.get_by_label("Find an item")
    field.fill("easter MUG")
    ((count,),) = marts.rows(
        "select count(*) from marts.product_performance"
        " where item_name ilike '%easter mug%'"
    )
    expect(page.locator("#panel_items tbody tr")).to_have_count(count)
    assert "are shown" not in page.inner_text("#panel_items")
    expect(page.locator("#status")).to_have_text(f"Find an item: {count} found")
    field.fill("anvil")
    expect(page.locator("#panel_items .empty")).to_have_text(
        "Nothing is called that."
    )
    field.fill("")
    expect(page.locator("#panel_items tbody tr")).to_have_count(60)
    assert "?" not in page.url


def test_what_is_said_of_lists_is_what_was_tested(
    visit: Visit, marts: Warehouse
) -> None:
    """The sentence names the better way, and the lists hold it."""
    said = visit.open("items").locator("#panel_offers .sentence").inner_text()
    rows = marts.rows(
        "select policy, users, recall, is_released"
        " from marts.recommendation_backtest where list = 'new'"
    )
    for policy, users, recall, is_released in rows:
        assert f"{users:,} users" in said
        assert f"{100 * recall:.0f}%" in said
        way = {"learned": "what goes with", "popular": "what is popular"}
        ending = said.rpartition("So ")[2]
        assert (way[policy] in ending) == is_released


@pytest.fixture
def customer(marts: Warehouse) -> int:
    """Return a customer with orders of many items, and something sent back."""
    ((user_id,),) = marts.rows(
        "select min(user_id) from marts.customer_features"
        " where order_count > 3 and items_per_order > 4"
        " and returned_order_rate > 0"
    )
    return user_id


@pytest.fixture
def found(visit: Visit, customer: int) -> Iterator[Page]:
    """Look the customer up, as somebody at the till would."""
    page = visit.open("user")
    page.get_by_label("User number").fill(str(customer))
    page.get_by_role("button", name="Find").click()
    page.wait_for_selector(f'.person >> text="User {customer}"')
    yield page
    visit.page.set_viewport_size({"width": 420, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
    assert violations(visit) == []


def test_customer_has_a_perk_and_the_counts_behind_it(
    found: Page, customer: int, marts: Warehouse
) -> None:
    ((perk, reason, segment),) = marts.rows(
        "select primary_perk_name, reason_text, segment_name"
        f" from marts.user_perks where user_id = {customer}"
    )
    text = found.locator(".person").inner_text()
    for said in (perk, reason, segment):
        assert said in text
    assert_counts_equal_marts(found, marts, customer)


def test_customer_has_offers_beside_the_orders(
    found: Page, customer: int, marts: Warehouse
) -> None:
    """What to offer next, what was bought, and one does not hide the other."""
    offers = sheet_of(found, "What to offer next")
    expected = marts.rows(
        f"""
        select
            case list when 'new' then 'New for this user' else 'Again' end,
            item_name
        from marts.user_recommendations where user_id = {customer}
        order by list desc, rank
        """
    )
    assert len(expected) >= 10
    assert [
        tuple(row.locator("td").all_inner_texts()[:2])
        for row in offers.locator("tbody tr").all()
    ] == expected
    assert all(offers.locator("td:last-child").all_inner_texts())
    again = offers.locator("tbody tr").filter(has_text="Again")
    # Once, most of it.
    assert set(again.locator("td:last-child").all_inner_texts()) == {
        "Bought before"
    }
    orders = sheet_of(found, "Orders")
    one, other = orders.bounding_box(), offers.bounding_box()
    assert one is not None
    assert other is not None
    assert one["y"] == other["y"]
    assert one["x"] + one["width"] <= other["x"]


def test_orders_of_a_customer_name_what_was_bought(
    found: Page, customer: int, shop_built: Outcome
) -> None:
    expected = shop_built.warehouse.rows(
        f"""
        with items as (
            select basket_id, item_name, sum(amount_usd) as paid,
                sum(quantity) as units, min(ordered_date) as ordered,
                sum(amount_usd * returned_unit_count / quantity) as returned
            from facts.int_sale_lines
            inner join facts.int_items using (item_id)
            where user_id = {customer}
            group by basket_id, item_id, item_name
        )
        select
            cast(min(ordered) as varchar),
            basket_id,
            array_to_string(
                list(item_name order by paid desc, item_name)[:3], '; '
            ) || case
                when count(*) > 3 then ' and ' || count(*) - 3 || ' more'
                else ''
            end,
            format('{{:,}}', cast(sum(units) as bigint)),
            format('${{:,.0f}}', sum(paid)),
            case
                when sum(returned) > 0
                    then format('${{:,.0f}}', sum(returned))
                else '\u2013'
            end
        from items group by basket_id order by min(ordered) desc, basket_id desc
        """
    )
    orders = sheet_of(found, "Orders").locator("tbody tr")
    assert [
        tuple(row.locator("td").all_inner_texts()) for row in orders.all()
    ] == expected
