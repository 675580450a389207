"""The briefing, as its reader finds it in the PDF, against the marts."""

import re
from pathlib import Path

import pytest
from browser import chromium_path
from dbt_project import Outcome, Warehouse
from published import FirstRelease, Published, copied
from pypdf import PdfReader
from traveltide.briefing import NAME, main, write_briefing

FEWEST_SHEETS, MOST_SHEETS = 6, 8
TITLES = (
    "What we found",
    "Who the segments are",
    "Whom we invite, with what and why",
    "What it costs",
    "What the backtest says",
    "Risks, and what we do about them",
)
MARK = "Generated data: these users are invented"
# Names of columns and values that nobody wrote for a reader.
UNREADABLE = re.compile(
    r"\w_\w|\bnull\b|\bnan\b|\bNaN\b|undefined|[{}]|\[object"
    # One of a thing is not several, and nothing is less than nothing.
    r"|(?<![\d.,])1 (?:[\w-]+ )?(?:users|days|checks|segments|are|have)\b"
    r"|(?<!\d)[-\u2212]0+(?:\.0+)?%?(?![\d.])|\d %"
)

needs_chromium = pytest.mark.skipif(
    chromium_path() is None, reason="no Chromium: apt-get install chromium"
)


def sheets_of(published: Path) -> list[str]:
    """Write the briefing of a release and return the words of each sheet."""
    found = PdfReader(write_briefing(published)).pages
    return [" ".join(sheet.extract_text().split()) for sheet in found]


def assert_readable(sheets: list[str]) -> None:
    """Hold every sheet to what any briefing must be."""
    assert FEWEST_SHEETS <= len(sheets) <= MOST_SHEETS
    for number, sheet in enumerate(sheets, 1):
        assert not UNREADABLE.findall(sheet), sheet
        assert f"{number} of {len(sheets)}" in sheet


def parts_of(sheets: list[str]) -> list[str]:
    """Return the words of each part; one may need more than a sheet."""
    told = " ".join(sheets)
    begins = [told.index(f" {title} ") for title in TITLES]
    ends = [*begins[1:], len(told)]
    return [told[begin:end] for begin, end in zip(begins, ends, strict=True)]


def assert_as_marts_say(sheets: list[str], marts: Warehouse) -> None:
    """Find each figure of the marts on the sheet that it belongs to."""
    found, segments, invited, costs, backtest, _ = parts_of(sheets)
    cohort = "from marts.user_perks where cohort_status = 'cohort'"
    ((users, to_invite, held_out, certain, cost),) = marts.rows(
        "select count(*), count(activation_perk),"
        " count(*) filter (where is_holdout),"
        " count(*) filter (where confidence = 'high'),"
        f" sum(scenario_expected_cost_usd) {cohort}"
    )
    assert f"Users to invite {to_invite:,} of {users:,} in the cohort" in found
    assert f"Expected cost ${cost:,.0f} at the assumed take-up" in found
    assert f"Certain perks {certain:,} of {users:,}" in found
    assert f"{held_out:,} other user" in found
    assert f"an expected ${cost:,.0f}" in costs

    for name, count, share in marts.rows(
        "select segment_name, user_count, user_share"
        " from marts.segment_profiles"
    ):
        assert f"{name} {count:,} {100 * share:.0f}%" in segments
        # Once in the table, once in the chart.
        assert segments.count(name) >= 2, name

    for name, suited, fallback, sent, part, unit in marts.rows(
        "select perk_name, count(*) filter (where primary_perk = perk_code),"
        " count(*) filter (where primary_perk = perk_code"
        " and users.is_fallback),"
        " count(*) filter (where activation_perk = perk_code), coalesce("
        "sum(scenario_expected_cost_usd)"
        " filter (where activation_perk = perk_code), 0), max(unit_cost_usd)"
        f" from marts.perks cross join (select * {cohort}) as users"
        " where is_active group by perk_name"
    ):
        share = 100 * suited / users
        row = f"{name} {suited:,} {share:.0f}% {fallback:,} {sent:,}"
        assert row in invited
        row = rf"{name} {sent:,} \${unit:,.2f} \d+% \${part:,.0f} \d+%"
        assert re.search(rf"{row} \+\S+ \${sent * unit:,.0f}", costs), row

    for sent, others in marts.rows(
        "select value_per_user, reference_value_per_user"
        " from marts.campaign_effects where status = 'read'"
        " and stratum_kind = 'all' and outcome = 'booked'"
        " and arm = 'chosen_perk'"
    ):
        assert f"{100 * sent:.1f}% of those who were sent the perk" in found
        assert f"{100 * others:.1f}% of those who were sent nothing" in found

    for lift, lower, upper in marts.rows(
        "select backtest_lift, backtest_lower, backtest_upper"
        " from marts.perk_persistence where perk_code is not null"
    ):
        if upper is not None:
            assert f"{lift:.2f} {lower:.2f} to {upper:.2f}" in backtest


@needs_chromium
def test_briefing_says_what_the_marts_say(module_folder: Path) -> None:
    published = Published(module_folder / "published")
    before = published.bytes()
    sheets = sheets_of(published.folder)
    assert_readable(sheets)
    assert_as_marts_say(sheets, Warehouse(published.database))
    # The data of the tests is generated, and no sheet may hide it.
    assert all(MARK in sheet for sheet in sheets)
    assert published.bytes() == before
    assert not published.leftovers()


@needs_chromium
def test_briefing_of_few_users_is_as_readable(
    small_release: FirstRelease, tmp_path: Path
) -> None:
    folder = copied(small_release.folder, tmp_path / "few users")
    sheets = sheets_of(folder / "published")
    assert_readable(sheets)
    assert not any(MARK in sheet for sheet in sheets)


@pytest.mark.parametrize(
    ("browser", "folder", "reason"),
    [
        ("/no/browser", "published", "apt-get install chromium"),
        ("sh", "elsewhere", "nothing is released in"),
        ("true", "published", "printed nothing"),
    ],
)
def test_briefing_that_cannot_be_printed_is_one_line(
    built: Outcome,
    monkeypatch: pytest.MonkeyPatch,
    browser: str,
    folder: str,
    reason: str,
) -> None:
    published = built.warehouse.path.parent / folder
    monkeypatch.setenv("TRAVELTIDE_CHROMIUM", browser)
    monkeypatch.setenv("TRAVELTIDE_PUBLISHED", str(published))
    with pytest.raises(SystemExit) as stopped:
        main()
    message = str(stopped.value)
    assert message.startswith("No briefing: ")
    assert reason in message
    assert "\n" not in message
    assert not (published / "current" / NAME).exists()
