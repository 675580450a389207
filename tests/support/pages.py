"""What must be true of every page of a dashboard, whatever its domain."""

import re
from io import BytesIO

from axe_playwright_python.sync_playwright import Axe
from browser import Visit
from dbt_project import Warehouse
from playwright.sync_api import Locator, Page
from pypdf import PdfReader

PAGES = [
    *("overview", "segments", "perks", "proof"),
    *("sales", "items", "user", "health"),
]
# A4 without its margins, in the pixels of a browser.
PAPER_WIDTH = 688
PHONE = {"width": 420, "height": 900}
# Nothing is less than nothing, a percent sign follows its number closely, and
# a minus is no hyphen.
UNTRUE = re.compile(
    r"(?<!\d)[-\u2212]0+(\.0+)?%?(?![\d.])|\d %|(?<![\w\u2013])-\$?\d"
)
MAKERS_WORDS = re.compile(
    r"population stability|\bpsi\b|champion|jaccard|centroid|hysteresis"
    r"|bootstrap|\bvars?\b|\bmarts?\b|[a-z]+_[a-z]+|\b(?=\d*[a-f])[0-9a-f]{12}\b"
    r"|\w/\w+\.\w+|p.value|sample ratio|chi.square",
    re.IGNORECASE,
)
MARKS = (
    ".mark-rect path, .mark-symbol path, .mark-line path, .mark-area path,"
    " .mark-rule line, .mark-text text"
)


def assert_drawn(visit: Visit, key: str) -> None:
    """Fail on a panel without its content, and on numbers badly written."""
    page = visit.open(key)
    assert page.locator("nav [aria-current]").count() == 1
    assert page.locator(".panel").count() > 0
    charts = page.locator(".chart")
    assert charts.count() == page.locator("svg.marks").count()
    for number in range(charts.count()):
        assert charts.nth(number).locator(MARKS).count() > 0
    assert page.get_by_text("Nothing to show").count() == 0
    assert not UNTRUE.search(page.locator("main").text_content() or "")


def assert_fits_phone(visit: Visit, key: str) -> None:
    """Fail on a page, a cell or a button that is wider than a phone."""
    visit.page.set_viewport_size(PHONE)
    page = visit.open(key)
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
    for button in page.locator(".tools [aria-pressed]").all():
        button.click()
    beyond: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("main td, .tools button")]
            .filter((each) => each.getBoundingClientRect().right > 420)
            .map((each) => each.outerHTML.slice(0, 80))"""
    )
    assert beyond == []


def violations(visit: Visit) -> list[tuple[str, str, list[str]]]:
    """Return what axe finds on the page, the moderate and minor too."""
    found = Axe().run(visit.page).response["violations"]
    return [
        (
            each["id"],
            each["impact"],
            [node["target"] for node in each["nodes"][:3]],
        )
        for each in found
    ]


def assert_accessible(visit: Visit, key: str, scheme: str, width: int) -> None:
    """Fail on anything that axe finds, the foot of the page unfolded."""
    visit.page.emulate_media(color_scheme=scheme)
    visit.page.set_viewport_size({"width": width, "height": 900})
    page = visit.open(key)
    for unfolded in page.locator("footer summary").all():
        unfolded.click()
    assert violations(visit) == []


def sheet_of(page: Page, title: str) -> Locator:
    """Return a table about the user who was looked up."""
    return page.locator(".person").get_by_role("group", name=title, exact=True)


def assert_counts_equal_marts(
    page: Page, marts: Warehouse, user_id: int
) -> None:
    """Fail where the counts of a user are not those of the marts."""
    shown = sheet_of(page, "What was counted").locator("td:nth-child(3)")
    assert [(text,) for text in shown.all_inner_texts()] == marts.rows(
        f"""
        select
            case
                when signal_trials = 0 then why_not
                else signal_count || ' of ' || signal_trials
            end
        from marts.user_perk_affinities
        where user_id = {user_id} order by perk_rank
        """
    )


def assert_paper_holds_columns(visit: Visit, key: str) -> None:
    """Fail on a column or a chart that a sheet cuts off."""
    page = visit.open(key)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER_WIDTH, "height": 900})
    lost: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("main td, main th, main svg")]
            .filter((each) => !each.closest(".act, .tools, .figure, details"))
            .filter((each) => {
                const { width, right } = each.getBoundingClientRect();
                return width === 0 || right > window.innerWidth;
            }).map((each) => each.outerHTML.slice(0, 80))"""
    )
    assert lost == []


def assert_prints(visit: Visit, key: str) -> None:
    """Fail on a sheet that is almost empty, or begins where another should."""
    visit.page.emulate_media(color_scheme="dark")
    page = visit.open(key)
    texts = [
        " ".join(sheet.extract_text().split())
        for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages
    ]
    # The title and the question of a page have no more than half as many.
    assert len(texts[0]) > 300, texts
    assert min(map(len, texts)) > 150, texts
    # What is said of the data stands on one sheet with its head, and so does a
    # table with its first rows.
    (about,) = (text for text in texts if "About this data" in text)
    assert "Who is in the cohort" in about
    for text in texts:
        for title in page.locator(".panel:has(tbody tr) h2").all_inner_texts():
            _, found, rest = text.partition(f"{title} ")
            assert not found or len(rest) > 100, text
    assert "CSV" not in " ".join(texts)
