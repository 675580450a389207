"""The briefing: a release on a few sheets of paper, for who decides on it.

Numbers and words come from the release in force, charts from the panels of its
page, drawn by the same script in the same colours. Chromium prints the sheets.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from jinja2 import Environment, StrictUndefined

from traveltide.dashboard.page import asset, bundle_vega
from traveltide.dashboard.values import json_in_html
from traveltide.release.files import DATABASE, PAGES
from traveltide.release.publishing import published_folder

NAME = "briefing.pdf"
SCRIPTS = ("text.js", "charts.js", "briefing.js")
# Where none is named in TRAVELTIDE_CHROMIUM.
BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "chrome"),
    *("microsoft-edge", "msedge"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Virtual milliseconds: charts are drawn long before.
PATIENCE = 20_000
LONGEST_PRINT_SECONDS = 120
# What the sheets need of the page, each as a group of its text.
CONTENT = re.compile(r'<script[^>]* id="content">(.*?)</script>', re.S)
COLOURS = re.compile(r"(:root \{.*?\})", re.S)

# Questions to the marts that one row answers, and that several do.
QUESTIONS = {
    "release": "from marts.releases order by released_at desc limit 1",
    "plan": """
        select
            count(*) as users,
            count(activation_perk) as invited,
            count(*) filter (where is_holdout) as held_out,
            count(*) filter (where activation_perk != primary_perk) as drawn,
            count(*) filter (where is_fallback) as fallback,
            count(*) filter (where confidence = 'high') as high,
            count(*) filter (where confidence = 'medium') as medium,
            count(*) filter (where confidence = 'low') as low,
            count(*) filter (where segment_key = 'no_signal_yet') as unknown,
            coalesce(sum(scenario_expected_cost_usd), 0) as expected_cost_usd,
            expected_cost_usd / nullif(invited, 0) as cost_per_user_usd
        from marts.user_perks where cohort_status = 'cohort'
    """,
    "others": """
        select count(*) as users from marts.user_perks
        where cohort_status != 'cohort'
    """,
    "sensitivity": """
        select max(weight_change) as weight_change, max(flip_rate) as flip_rate
        from marts.perk_sensitivity
    """,
    "backtest": """
        select count(distinct cut) as cuts, min(cut) as first, max(cut) as last
        from marts.policy_backtest
    """,
    "checks": """
        select
            count(*) as checks,
            count(*) filter (where status = 'pass') as passed,
            count(*) filter (where status = 'warn') as warned,
            count(*) filter (where status = 'not evaluated') as untold
        from marts.quality_gates
    """,
}
LISTS = {
    "segments": """
        with leads as (
            select
                segment_key,
                max(primary_perk_name) as lead_perk_name,
                count(*) as lead_user_count
            from marts.user_perks
            inner join marts.segment_profiles as profiles
                using (segment_key)
            where cohort_status = 'cohort' and primary_perk = lead_perk
            group by segment_key
        )
        select
            profiles.*,
            segment_key != 'no_signal_yet' as is_formed,
            lead_perk_name,
            lead_user_count / user_count as lead_share
        from marts.segment_profiles as profiles
        left join leads using (segment_key)
        order by is_formed desc, user_count desc, segment_key
    """,
    "perks": """
        with suited as (
            select
                primary_perk as perk_code,
                count(*) as users,
                count(*) filter (where is_fallback) as fallback,
                mode(reason_text order by reason_text)
                    filter (where not is_fallback) as common_reason,
                arg_max(reason_text, (primary_affinity, user_id))
                    filter (where not is_fallback) as clear_reason
            from marts.user_perks where cohort_status = 'cohort'
            group by primary_perk
        ),
        sent as (
            select
                activation_perk as perk_code,
                count(*) as invited,
                sum(scenario_expected_cost_usd) as cost_usd
            from marts.user_perks where cohort_status = 'cohort'
            group by activation_perk
        )
        select
            perks.* replace (
                cast(unit_cost_usd as double) as unit_cost_usd,
                cast(assumed_redemption_rate as double)
                    as assumed_redemption_rate
            ),
            coalesce(users, 0) as users,
            coalesce(fallback, 0) as fallback,
            common_reason,
            clear_reason,
            coalesce(invited, 0) as invited,
            coalesce(cost_usd, 0) as cost_usd,
            coalesce(invited, 0) * cast(unit_cost_usd as double) as most_usd,
            coalesce(is_high_earned, false) as is_earned,
            backtest_lift,
            backtest_lower,
            backtest_upper,
            why_not_high
        from marts.perks
        left join suited using (perk_code)
        left join sent using (perk_code)
        left join marts.perk_persistence using (perk_code)
        where is_active or invited > 0
        order by priority
    """,
    "segment_counts": "from marts.segment_count_scores where is_chosen",
    "full_perks": "from marts.perk_placements where displaced_user_count > 0",
    "campaigns": """
        select * from marts.campaign_effects
        where stratum_kind = 'all' and outcome = 'booked'
        order by campaign_id, arm = 'chosen_perk'
    """,
}

NOTHING = "\u2013"
Rows = list[dict[str, Any]]


class NoBriefingError(Exception):
    """What is missing for a briefing, and what to do."""


FAILURES = (
    *(NoBriefingError, OSError, duckdb.Error),
    subprocess.TimeoutExpired,
)


def main() -> None:
    """Write the briefing of the release in force and say where it is."""
    try:
        print(f"Briefing: {write_briefing(published_folder())}")
    except FAILURES as error:
        sys.exit(" ".join(f"No briefing: {error}".split()))


def write_briefing(folder: Path) -> Path:
    """Print the release in force of a folder beside its tables and pages."""
    page = folder / PAGES / "index.html"
    if not page.exists():
        raise NoBriefingError(f"nothing is released in {folder}: make run")
    browser = find_browser()
    released = page.resolve().parents[1]
    sheets = draw_sheets(released)
    with TemporaryDirectory(dir=released, prefix=".briefing") as place:
        source, printed = Path(place, "briefing.html"), Path(place, NAME)
        source.write_text(sheets, encoding="utf-8")
        print_sheets(browser, source, printed)
        printed.replace(released / NAME)
    return folder / "current" / NAME


def find_browser() -> str:
    """Return the browser that prints, or say how to get one."""
    named = os.environ.get("TRAVELTIDE_CHROMIUM")
    found = map(shutil.which, [named] if named else BROWSERS)
    browser = next(filter(None, found), None)
    if browser is None:
        raise NoBriefingError(
            f"{named or 'Chromium'} is not found, and it prints the pages:"
            " install Chromium or Chrome (Debian: apt-get install chromium), or"
            " name it in TRAVELTIDE_CHROMIUM"
        )
    return browser


def draw_sheets(released: Path) -> str:
    """Return the sheets of a release as one page with all that it needs."""
    page = (released / PAGES / "index.html").read_text(encoding="utf-8")
    content, colours = CONTENT.search(page), COLOURS.search(page)
    if not content or not colours:
        raise NoBriefingError(
            f"{released / PAGES} holds no panels to draw: dbt build"
        )
    shown = json.loads(content[1])
    panels = {panel["name"]: as_shown(panel) for panel in shown["panels"]}
    return render(
        content=shown | {"panels": list(panels.values())},
        panels={name: records_of(each) for name, each in panels.items()},
        described={name: each["description"] for name, each in panels.items()},
        style=colours[1],
        title=shown["title"],
        **ask(released / DATABASE),
    )


def as_shown(panel: dict[str, Any]) -> dict[str, Any]:
    """Return a panel with the rows that its page shows before any choice."""
    chosen = {
        panel["columns"].index(each["column"]): each["default"]
        for each in panel["description"].get("filters", [])
        if each.get("default")
    }
    rows = [
        row
        for row in panel["rows"]
        if all(row[place] == value for place, value in chosen.items())
    ]
    return panel | {"rows": rows}


def records_of(panel: dict[str, Any]) -> Rows:
    """Return the rows of a panel, each by the names of its columns."""
    names = panel["columns"]
    return [dict(zip(names, row, strict=True)) for row in panel["rows"]]


def ask(database: Path) -> dict[str, Any]:
    """Return what the marts answer to each question."""
    with duckdb.connect(str(database), read_only=True) as connection:
        asked = {
            name: connection.sql(question)
            for name, question in (QUESTIONS | LISTS).items()
        }
        found = {
            name: records_of({"columns": each.columns, "rows": each.fetchall()})
            for name, each in asked.items()
        }
    for name in QUESTIONS:
        (found[name],) = found[name]
    if not found["plan"]["users"]:
        raise NoBriefingError("nobody is in the cohort, so there is no plan")
    return found


def render(content: dict[str, Any], **facts: Any) -> str:  # noqa: ANN401
    """Fill the template."""
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: NOTHING if value is None else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        each.__name__: each
        for each in (count, day, decimal, many, quoted, share, usd, words)
    }
    return environment.from_string(asset("briefing.html")).render(
        **facts,
        content=json_in_html(content),
        scripts=[bundle_vega(), "\n".join(map(asset, SCRIPTS))],
    )


def count(number: float) -> str:
    """Write a number without decimals."""
    return f"{number:,.0f}"


def day(value: date) -> str:
    """Write a day as people do."""
    return f"{value.day} {value:%B %Y}"


def decimal(number: float | None) -> str:
    """Write a number with two decimals, a dash where there is none."""
    return NOTHING if number is None else f"{number:.2f}"


def many(number: float, one: str) -> str:
    """Write how many of a thing there are."""
    return f"{number:,.0f} {one}{'' if number == 1 else 's'}"


def quoted(text: str) -> str:
    """Write a text as a string of CSS within a page."""
    safe = re.sub(r'["\\<\n]', lambda found: f"\\{ord(found[0]):x} ", text)
    return f'"{safe}"'


def share(part: float, decimals: int = 0) -> str:
    """Write a share in percent."""
    return f"{100 * part:.{decimals}f}%"


def usd(amount: float, decimals: int = 0) -> str:
    """Write US dollars."""
    return f"${amount:,.{decimals}f}"


def words(names: list[str]) -> str:
    """Write several names as a sentence does."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def print_sheets(browser: str, source: Path, printed: Path) -> None:
    """Print a page to PDF."""
    run = subprocess.run(
        [
            *(browser, "--headless", "--disable-gpu", "--no-first-run"),
            # Root, as in a container, may not have a sandbox.
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            f"--user-data-dir={printed.parent / 'profile'}",
            f"--virtual-time-budget={PATIENCE}",
            "--no-pdf-header-footer",
            f"--print-to-pdf={printed}",
            source.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=LONGEST_PRINT_SECONDS,
        check=False,
    )
    if not printed.exists():
        raise NoBriefingError(f"{browser} printed nothing: {run.stderr[-300:]}")


if __name__ == "__main__":
    main()
