"""What the pages say of whom: filters, lists, words, paper and phone."""

import csv
import io
import re
from pathlib import Path

import pytest
from browser import Visit
from dbt_project import Project, Warehouse
from pages import (
    MAKERS_WORDS,
    PAGES,
    PAPER_WIDTH,
    assert_paper_holds_columns,
    assert_prints,
)
from playwright.sync_api import Locator, Page, expect
from traveltide.dashboard import Panel, bundle_vega, render_page

MARKETING = [key for key in PAGES if key != "health"]
GROUPS = {"Cohort": "cohort", "Other users": "cold_start", "": None}
MONEY = re.compile(r"_usd$|^revenue(_last_year|_year_before|_gain)?$")
# A browser may hold back files that follow each other closely: what a button
# gives it is read here, that it reaches the disk is asked in test_dashboard.
SAVED = """button => new Promise((resolve) => {
    const { createObjectURL } = URL;
    const { click } = HTMLAnchorElement.prototype;
    let blob;
    URL.createObjectURL = (made) => createObjectURL.call(URL, (blob = made));
    HTMLAnchorElement.prototype.click = async function () {
        URL.createObjectURL = createObjectURL;
        HTMLAnchorElement.prototype.click = click;
        resolve([this.download, await blob.text()]);
    };
    button.click();
})"""


def saved(button: Locator) -> tuple[str, list[dict[str, str]]]:
    """Return the name and the rows of the file that a button saves."""
    name, text = button.evaluate(SAVED)
    return name, list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def choice(page: Page, panel: str, column: str) -> Locator:
    return page.locator(f"#{panel} select[name={column}]")


def invited(marts: Warehouse, group: str) -> int:
    """Return how many users of a group are to be invited."""
    status = GROUPS[group]
    where = f"and cohort_status = '{status}'" if status else ""
    ((count,),) = marts.rows(
        "select count(*) from marts.user_perks"
        f" where activation_perk is not null {where}"
    )
    return count


@pytest.mark.parametrize("key", PAGES)
def test_every_filter_stands_in_a_card(visit: Visit, key: str) -> None:
    page = visit.open(key)
    chosen = page.locator("select")
    assert chosen.count() == page.locator(".panel select").count()
    if key in ("overview", "perks", "sales", "user"):
        assert chosen.count() > 0


@pytest.mark.parametrize("group", GROUPS)
def test_plan_and_lists_agree_about_who_is_meant(
    visit: Visit, marts: Warehouse, group: str
) -> None:
    """Whichever card is told, the others follow."""
    page = visit.open("perks")
    choice(page, "panel_perk_lists", "user_group").select_option(group)
    expected = invited(marts, group)
    plan = page.locator("[data-total=users]").inner_text()
    listed = page.locator("#panel_perk_lists tbody td:nth-child(3)")
    assert number(plan) == expected
    assert sum(map(number, listed.all_inner_texts())) == expected
    for panel in ("panel_perk_scenarios", "panel_perk_choices"):
        assert choice(page, panel, "user_group").input_value() == group


def test_overview_and_plan_agree(visit: Visit, marts: Warehouse) -> None:
    page = visit.open("overview")
    expected = invited(marts, "Cohort")
    listed = page.locator("#panel_users_by_perk tbody td:nth-child(2)")
    assert sum(map(number, listed.all_inner_texts())) == expected
    assert f"Perks for {expected:,} invited users" in page.inner_text("main")


def test_budget_and_plan_say_how_they_differ(
    visit: Visit, marts: Warehouse
) -> None:
    """The budget goes by more users than the plan or a campaign invites."""
    page = visit.open("proof")
    said = page.locator("#panel_next_campaign .sentence").inner_text()
    ((contacted,),) = marts.rows(
        "select count(*) from marts.budget_allocations"
    )
    assert f" of {contacted:,} users " in said
    assert "all users of the cohort who may be contacted" in said
    users = f"{invited(marts, 'Cohort'):,}"
    assert f"the plan under Perks and budget invites {users} of them" in said
    for panel in ("panel_next_perks", "panel_campaign_reach"):
        note = page.locator(f"#{panel} .note").inner_text()
        assert "all users of the cohort who may be contacted" in note
        assert "whom the plan holds out" in note
    plan = visit.open("perks").locator("#panel_perk_scenarios .note")
    assert "the budget under Does it work? goes by" in plan.inner_text()


@pytest.mark.parametrize(
    ("key", "panel", "column", "value"),
    [
        ("sales", "panel_season", "product", "hotel"),
        ("perks", "panel_perk_choices", "user_group", "Other users"),
        ("perks", "panel_perk_choices", "user_group", ""),
        ("user", "panel_user_list", "segment_name", "Heavy packers"),
    ],
)
def test_choice_survives_a_reload(
    visit: Visit, key: str, panel: str, column: str, value: str
) -> None:
    page = visit.open(key)
    choice(page, panel, column).select_option(value)
    assert f"{column}=" in page.url
    page.reload()
    visit.wait_for(key)
    assert choice(page, panel, column).input_value() == value
    # The page of the menu begins anew.
    page.locator("nav a[aria-current]").click()
    expect(choice(page, panel, column)).not_to_have_value(value)
    assert "?" not in page.url


def test_address_with_nonsense_shows_the_page(visit: Visit) -> None:
    rest = "?user_group=%E0%A4%A&off=x&unit_cost=y-&take_up=-&margin=many"
    page = visit.open("perks", rest)
    assert page.locator("[data-total=difference]").inner_text() == "as planned"
    page = visit.open("user", "/%E0%A4%A?segment_name=nobody")
    assert "is not a user number" in page.inner_text("#answer")


@pytest.mark.parametrize("group", GROUPS)
def test_mailing_list_holds_the_invited_only(
    visit: Visit, marts: Warehouse, group: str
) -> None:
    page = visit.open("perks")
    choice(page, "panel_perk_lists", "user_group").select_option(group)
    _, rows = saved(
        page.get_by_role("button", name="Save CSV of Free checked bag")
    )
    status = GROUPS[group]
    assert [(int(row["user_id"]), row["perk"]) for row in rows] == marts.rows(
        "select user_id, primary_perk_name from marts.user_perks"
        " where primary_perk = 'free_checked_bag' and not is_holdout"
        + (f" and cohort_status = '{status}'" if status else "")
        + " order by user_id"
    )


def test_mailing_list_of_a_segment_has_its_perks(
    visit: Visit, marts: Warehouse
) -> None:
    page = visit.open("user", "?segment_name=Heavy+packers")
    button = page.locator("#panel_user_list .tools button")
    _, rows = saved(button)
    assert [(int(row["user_id"]), row["perk_code"]) for row in rows] == (
        marts.rows(
            """
            select user_id, activation_perk from marts.user_perks
            where segment_name = 'Heavy packers' and cohort_status = 'cohort'
                and activation_perk is not null
            order by user_id
            """
        )
    )


@pytest.mark.parametrize("key", PAGES)
def test_money_is_saved_with_two_decimals(visit: Visit, key: str) -> None:
    page = visit.open(key)
    for button in page.locator(".tools button", has_text="CSV").all():
        _, rows = saved(button)
        for row in rows:
            for column, value in row.items():
                if MONEY.search(column) and value:
                    assert re.fullmatch(r"-?\d+\.\d\d", value), column


def test_card_leads_to_its_users_and_they_to_one(
    visit: Visit, marts: Warehouse
) -> None:
    page = visit.open("segments")
    card = page.locator(".card", has_text="Deal hunters")
    card.get_by_role("link").click()
    visit.wait_for("user")
    ((count,),) = marts.rows(
        "select count(*) from marts.user_perks where cohort_status = 'cohort'"
        " and segment_name = 'Deal hunters'"
    )
    people = page.locator("#panel_user_list")
    assert f"{count:,} users" in people.inner_text()
    rows = people.locator("tbody tr")
    assert rows.count() == min(count, 25)
    people.get_by_role("button", name="Show 25 more").click()
    page.wait_for_function(
        "number => document.querySelectorAll('#panel_user_list tbody tr')"
        ".length === number",
        arg=min(count, 50),
    )
    link = rows.nth(1).get_by_role("link")
    user_id = link.inner_text()
    link.click()
    page.wait_for_selector(f'.person >> text="User {user_id}"')
    assert "Deal hunters" in page.locator(".person").inner_text()
    # Who was chosen from is still there.
    assert choice(page, "panel_user_list", "segment_name").input_value() == (
        "Deal hunters"
    )


def test_perk_leads_to_its_users(visit: Visit) -> None:
    page = visit.open("perks", "?user_group=Other+users")
    page.locator("#panel_perk_lists").get_by_role(
        "link", name="Free checked bag"
    ).click()
    visit.wait_for("user")
    assert choice(page, "panel_user_list", "perk_name").input_value() == (
        "Free checked bag"
    )
    assert choice(page, "panel_user_list", "user_group").input_value() == (
        "Other users"
    )


def test_what_is_certain_is_called_so_everywhere(visit: Visit) -> None:
    """One scale of words: on the pages, in the lists and in the briefing."""
    said = []
    for key in PAGES:
        page = visit.open(key)
        said.append(page.locator("body").inner_text())
        for title in page.locator("footer summary").all():
            title.click()
        said.append(page.locator("footer").inner_text())
    assert not re.search(r"\bsure(ly)?\b", " ".join(said), re.IGNORECASE)
    for word in ("Certain", "Likely", "A guess", "certain, likely, a guess"):
        assert word.lower() in " ".join(said).lower()


def test_look_up_opens_with_an_example_and_a_list(
    visit: Visit, marts: Warehouse
) -> None:
    page = visit.open("user")
    ((user_id, perk),) = marts.rows(
        """
        select user_id, primary_perk_name from marts.user_perks
        where cohort_status = 'cohort' and second_perk is not null
            and not is_holdout
        order by primary_affinity desc, user_id
        limit 1
        """
    )
    shown = page.locator(".person").inner_text()
    assert f"User {user_id}" in shown
    assert perk in shown
    assert "An example" in page.locator("#answer").inner_text()
    assert page.locator("#panel_user_list tbody tr").count() == 25


def scenario_of(page: Page) -> dict[str, dict[str, str]]:
    """Return the rows of the what-if that is saved, by perk."""
    button = page.locator("#panel_perk_scenarios .tools button")
    _, rows = saved(button)
    return {row["perk_code"]: row for row in rows}


def test_what_if_saves_what_it_shows(visit: Visit, marts: Warehouse) -> None:
    page = visit.open("perks")
    bag = page.locator("tr[data-perk=free_checked_bag]")
    bag.locator("input[type=number]").fill("17.5")
    bag.locator("input[type=range]").fill("40")
    page.locator("tr[data-perk=no_cancellation_fees] input").first.uncheck()
    page.get_by_label("Assumed margin on spend").fill("50")
    found = scenario_of(page)
    assert found["no_cancellation_fees"]["is_offered"] == "false"
    assert found["no_cancellation_fees"]["invited_user_count"] == "0"
    row = found["free_checked_bag"]
    cost = int(row["invited_user_count"]) * 17.5 * 0.4
    assert float(row["expected_cost_usd"]) == pytest.approx(cost, abs=0.01)
    spend = float(row["spend_usd"])
    assert float(row["spend_per_perk_dollar"]) == pytest.approx(
        spend / cost, abs=0.01
    )
    assert float(row["break_even_rate"]) == pytest.approx(
        cost / spend / 0.5, abs=0.0001
    )
    shown = page.locator("[data-total=cost]").inner_text()
    total = sum(float(each["expected_cost_usd"]) for each in found.values())
    assert abs(number(shown) - total) <= 1
    page.reload()
    visit.wait_for("perks")
    assert scenario_of(page) == found
    page.get_by_role("button", name="Back to the plan").click()
    assert "?" not in page.url
    assert page.locator("[data-total=difference]").inner_text() == "as planned"


def test_what_if_sets_spend_beside_cost(visit: Visit, marts: Warehouse) -> None:
    page = visit.open("perks")
    expected = marts.rows(
        """
        select primary_perk, sum(flight_spend_usd + hotel_spend_usd)
        from marts.user_perks inner join marts.user_features using (user_id)
        where not is_holdout
        group by primary_perk
        """
    )
    found = scenario_of(page)
    for perk, spend in expected:
        assert float(found[perk]["spend_usd"]) == pytest.approx(
            float(spend), abs=0.01
        )
    heads = page.locator("#panel_perk_scenarios thead").inner_text()
    assert "Unit cost (assumed)" in heads
    assert "Take-up (assumed)" in heads


@pytest.mark.parametrize("key", MARKETING)
def test_marketing_reads_no_words_of_the_makers(visit: Visit, key: str) -> None:
    page = visit.open(key)
    for table in page.query_selector_all(".tools [aria-pressed]"):
        table.click()
    text = page.evaluate(
        "[...document.querySelectorAll('main, nav')]"
        ".map((each) => each.textContent).join('\\n')"
    )
    assert not MAKERS_WORDS.findall(text)


@pytest.mark.parametrize("key", PAGES)
def test_every_page_says_what_is_counted(
    visit: Visit, marts: Warehouse, key: str
) -> None:
    page = visit.open(key)
    for title in ("About this data", "Words used here"):
        page.locator("footer summary", has_text=title).click()
    said = page.locator("footer").inner_text()
    ((cohort, others, held_out, unknown),) = marts.rows(
        """
        select
            count(*) filter (where cohort_status = 'cohort'),
            count(*) filter (where cohort_status != 'cohort'),
            count(*) filter (where cohort_status = 'cohort' and is_holdout),
            count(*) filter (where cohort_status = 'cohort' and is_fallback)
        from marts.user_perks
        """
    )
    for words in (
        f"{cohort:,} in the cohort, and {others:,} others",
        "Users with more than 7 sessions since 4 January 2023",
        f"{held_out:,} of the cohort, drawn by lot and offered nothing",
        f"habit that a perk rewards: {unknown:,} of the cohort.",
        "Whether a perk changes what users do",
    ):
        assert words in " ".join(said.split())


def test_shares_change_in_points_and_sums_by_percent(visit: Visit) -> None:
    page = visit.open("overview")
    said = dict(
        zip(
            page.locator(".figure dt").all_inner_texts(),
            page.locator(".figure .change b").all_inner_texts(),
            strict=True,
        )
    )
    for figure in ("Cancelled", "Sessions that book"):
        assert re.search(r"points$|^Unchanged$", said[figure])
    for figure in ("Revenue", "Bookings"):
        assert said[figure].endswith("%")


def test_each_step_of_the_funnel_is_part_of_the_one_before(
    visit: Visit,
) -> None:
    page = visit.open("sales")
    _, rows = saved(
        page.locator("#panel_booking_funnel button", has_text="CSV")
    )
    steps: dict[str, list[int]] = {}
    for row in sorted(rows, key=lambda each: int(each["place"])):
        steps.setdefault(row["year"], []).append(int(row["reached_count"]))
    assert set(steps) == {"2021, in part", "2022", "2023, in part"}
    for counts in steps.values():
        assert counts == sorted(counts, reverse=True)


def test_sensitivity_goes_through_nothing_at_no_change(visit: Visit) -> None:
    page = visit.open("perks")
    _, rows = saved(
        page.locator("#panel_perk_sensitivity button", has_text="CSV")
    )
    still = [row for row in rows if float(row["weight_change"]) == 0]
    assert len(still) == len({row["perk_name"] for row in rows})
    assert {float(row["flip_rate"]) for row in still} == {0}


def test_partial_months_are_faint(visit: Visit) -> None:
    page = visit.open("overview")
    bars = page.locator("#panel_revenue_by_month .mark-rect path")
    opacities = bars.evaluate_all(
        "bars => bars.map(bar => Number(bar.getAttribute('opacity') ?? 1))"
    )
    assert set(opacities) == {0.4, 1}


def test_no_comparison_where_all_are_chosen(
    project: Project, visit: Visit, tmp_path: Path
) -> None:
    """Everybody is in the cohort: the last months fall by that choice."""
    panel = project.manifest.nodes["model.traveltide.panel_key_figures"]
    description = dict(panel.config.meta["panel"])
    columns = [
        *("place", "figure", "value", "unit", "change", "better", "period"),
        *("compared_with", "remark", "trend"),
    ]
    row = (1, "Revenue", 5.0, "usd", None, "up", "May", None, "Why.", [2, 1])
    file = tmp_path / "index.html"
    drawn = Panel("panel_key_figures", description, columns, [row])
    pages = [{"key": "overview", "title": "One", "question": "?"}]
    file.write_text(
        render_page("Title", pages, [drawn], [], bundle_vega()),
        encoding="utf-8",
    )
    visit.file = file
    page = visit.open("overview")
    said = page.locator("#panel_key_figures").inner_text()
    assert "Not compared" in said
    assert "Why." in said
    assert "%" not in said


@pytest.mark.parametrize("key", PAGES)
def test_every_page_prints(visit: Visit, key: str) -> None:
    assert_prints(visit, key)


@pytest.mark.parametrize("key", PAGES)
def test_paper_loses_no_column(visit: Visit, key: str) -> None:
    assert_paper_holds_columns(visit, key)


@pytest.mark.parametrize("key", PAGES)
def test_charts_are_drawn_for_paper(visit: Visit, key: str) -> None:
    """Anew, so that its words are not made smaller with it, and back again."""
    page = visit.open(key)
    widths = (
        "() => [...document.querySelectorAll('.chart svg')]"
        ".map((svg) => svg.viewBox.baseVal.width)"
    )
    on_screen: list[float] = page.evaluate(widths)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for width in page.evaluate(widths):
        assert 0.9 * PAPER_WIDTH < width < 1.1 * PAPER_WIDTH
    page.emulate_media(media="print")
    for filled in page.evaluate(
        "() => [...document.querySelectorAll('.chart svg')]"
        ".map((svg) => svg.clientWidth / svg.parentElement.clientWidth)"
    ):
        assert 0.95 < filled <= 1
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(widths) == pytest.approx(on_screen, abs=2)


def test_bars_are_printed_without_backgrounds(visit: Visit) -> None:
    page = visit.open("overview")
    look = page.locator("#panel_users_by_perk .bar i").first.evaluate(
        "bar => { const { borderTopWidth, width, backgroundImage } ="
        " getComputedStyle(bar, '::before');"
        " return [parseFloat(borderTopWidth), parseFloat(width)]; }"
    )
    assert min(look) >= 8
    dot = page.locator("#panel_users_by_perk .dot").first
    assert dot.evaluate("dot => getComputedStyle(dot).borderTopWidth") == "5px"


def test_tooltip_is_not_printed(visit: Visit) -> None:
    page = visit.open("sales")
    page.locator("#panel_hotel_brands .mark-rect path").first.hover()
    tooltip = page.locator("#vg-tooltip-element")
    tooltip.wait_for(state="visible")
    page.emulate_media(media="print")
    assert not tooltip.is_visible()


def test_lists_can_be_saved_on_a_phone(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 420, "height": 900})
    page = visit.open("perks")
    buttons = page.get_by_role("button", name="Save CSV of")
    assert buttons.count() == 4
    for button in [*buttons.all(), *page.locator(".tools button").all()]:
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 420
    for cell in page.locator(".scenario td").all():
        assert cell.is_visible()
