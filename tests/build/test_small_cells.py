"""No published number of a group of people stands for fewer than twenty.

Nor can one be worked out: the tests try, by all that the tables say together.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from dbt_project import ROOT, Outcome, Warehouse

VARS = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]
SMALLEST = VARS["smallest_published_cell"]

# Tables and panels whose rows are groups of people, and what counts these.
PEOPLE = {
    "segment_profiles": ["user_count"],
    "perk_evidence": ["evidence_user_count"],
    "perk_placements": ["placed_user_count", "displaced_user_count"],
    "campaign_effects": ["user_count", "reference_user_count"],
    "perk_probabilities": ["user_count"],
    "policy_backtest": ["users"],
    "policy_values": ["user_count"],
    "country_performance": ["customers"],
    "segment_top_items": ["buyer_count"],
    "panel_segment_cards": ["user_count"],
    "panel_segment_items": ["buyer_count"],
    "panel_perk_choices": ["user_count"],
    "panel_perk_scenarios": ["user_count"],
    "panel_campaign_uplifts": ["user_count", "reference_user_count"],
    "panel_campaign_reach": ["user_count", "reference_user_count"],
    "panel_backtest_policies": ["user_count"],
    "panel_countries": ["customers"],
    "panel_items": ["buyer_count"],
}
# How many get a perk is the plan; what they spent is the number.
WHERE_NUMBERS_ARE = {"panel_perk_scenarios": "spend_usd is not null"}
# Of others, what their rows are about.
TRIPS = "trips and what they brought, by what was booked, and when"
GOODS = "goods, by what all who bought them spent"
MODEL = "the model, which must be known whole to check a perk by hand"
RUN = "this build, its data and its checks"
PLAN = "how much mail to send, and at what cost; nothing of who gets it"
LISTS = "lists of users by name, for who may see them"
OTHERS = {
    "airline_performance": TRIPS,
    "booking_funnel": TRIPS,
    "booking_lead_times": TRIPS,
    "destination_performance": TRIPS,
    "hotel_brand_performance": TRIPS,
    "monthly_performance": TRIPS,
    "season_pattern": TRIPS,
    "product_performance": GOODS,
    "model_versions": MODEL,
    "perk_persistence": MODEL,
    "perk_sensitivity": MODEL,
    "recommendation_backtest": MODEL,
    "segment_centroids": MODEL,
    "segment_count_scores": MODEL,
    "signal_drift": MODEL,
    "signal_forecasts": MODEL,
    "perks": "what marketing put into the catalogue",
    "campaign_checks": RUN,
    "cleaning_waterfall": RUN,
    "quality_gates": RUN,
    "releases": RUN,
    "panel_cleaning": RUN,
    "panel_habits": MODEL,
    "panel_models": MODEL,
    "panel_next_perks": PLAN,
    "panel_perk_costs": PLAN,
    "panel_perk_lists": PLAN,
    "panel_policy_values": "rules, by users of a whole campaign",
    "panel_products": GOODS,
    "panel_slow_products": GOODS,
    "panel_user_list": LISTS,
    "panel_user_lookup": LISTS,
    "panel_users_by_perk": PLAN,
}
# A name like this counts people.
COUNTED = r"(^|_)(user|buyer|reference)_count$|^users$|^customers$"

Sum = tuple[str, float, list[float | None]]


@pytest.fixture(params=["traveltide", "shop"])
def file(request: pytest.FixtureRequest) -> Warehouse:
    """Return the working file of each domain, small segments included."""
    fixture = {"traveltide": "built", "shop": "shop_built"}[request.param]
    outcome: Outcome = request.getfixturevalue(fixture)
    return outcome.warehouse


def published(file: Warehouse) -> dict[str, str]:
    """Return the tables that everyone may read, and the panels that count."""
    database = Path(file.path).parent / "published/traveltide.duckdb"
    tables = Warehouse(database).rows(
        "select table_name from duckdb_columns() where schema_name = 'marts'"
        " group by table_name having not list_contains("
        "list(column_name), 'user_id')"
    )
    panels = file.rows(
        "select distinct table_name from duckdb_columns()"
        " where schema_name = 'dashboard' and starts_with(table_name, 'panel_')"
        f" and regexp_matches(column_name, '{COUNTED}')"
    )
    return {name: "marts" for (name,) in tables} | {
        name: "dashboard" for (name,) in panels
    }


def test_every_published_table_is_of_people_or_of_something_else(
    file: Warehouse,
) -> None:
    unknown = published(file).keys() - PEOPLE.keys() - OTHERS.keys()
    assert not unknown, (
        "say in PEOPLE what counts the people of a row, with why_withheld in"
        f" its model, or in OTHERS what its rows are about: {unknown}"
    )


def test_no_cell_is_of_a_few(file: Warehouse) -> None:
    found = {
        f"{name}.{column}": rows
        for name, schema in published(file).items()
        if schema == "dashboard" or name != "releases"
        for column in PEOPLE.get(name, [])
        if (
            rows := file.rows(
                f"select * from {schema}.{name}"
                f" where {column} > 0 and {column} < {SMALLEST}"
                f" and {WHERE_NUMBERS_ARE.get(name, True)}"
            )
        )
    }
    assert not found


def test_no_cell_can_be_worked_out(file: Warehouse) -> None:
    tables = published(file)
    sums = list(known_sums(file, tables))
    assert len(sums) > 50
    assert not [each for each in sums if tells_a_few(each)]


def tells_a_few(known: Sum) -> bool:
    """Tell whether a sum less its known parts leaves the sum of a few."""
    _, total, cells = known
    left = round(total - sum(cell for cell in cells if cell is not None), 6)
    return None in cells and 0 < left < min(SMALLEST, total)


def known_sums(file: Warehouse, tables: dict[str, str]) -> Iterator[Sum]:
    """Yield what adds up to something that is published, too, or known."""
    ((cohort,),) = file.rows(
        "select count(*) from marts.user_perks where cohort_status = 'cohort'"
    )
    ((fallback,),) = file.rows(
        "select count(*) from marts.user_perks"
        " where cohort_status = 'cohort' and is_fallback"
    )
    sizes = dict(
        file.rows(
            "select segment_key, coalesce(user_count, user_share * "
            f"{cohort}) from marts.segment_profiles"
        )
    )
    yield "segments", cohort, list(sizes.values())
    if "segment_top_items" in tables:
        told = file.rows(
            "select segment_key, max(buyer_count / buyer_share)"
            " from marts.segment_top_items group by all"
        )
        for segment, size in told:
            if sizes[segment] is None:
                sizes[segment] = size
        yield "segments by items", cohort, list(sizes.values())
        for item, total, cells in file.rows(
            f"select item_id, max(cohort_buyer_share) * {cohort},"
            " list(buyer_count) from marts.segment_top_items group by all"
        ):
            unlisted = [None] * (len(sizes) - len(cells))
            yield f"buyers of {item}", total, [*cells, *unlisted]
    yield from by_total(
        file,
        "primary perks",
        f"select 1, {cohort - fallback}, primary_share * {cohort}"
        " from marts.perk_evidence",
    )
    yield from by_total(
        file,
        "strata",
        "select (parts.campaign_id, parts.stratum_kind, parts.outcome,"
        " parts.arm), wholes.user_count, parts.user_count"
        " from marts.campaign_effects as parts"
        " inner join marts.campaign_effects as wholes"
        " on wholes.stratum_kind = 'all' and"
        " (parts.campaign_id, parts.outcome, parts.arm)"
        " = (wholes.campaign_id, wholes.outcome, wholes.arm)"
        " where parts.stratum_kind != 'all'",
    )
    yield from by_total(
        file,
        "learned, by perk",
        "select (campaign_id, parts.perk_code), wholes.user_count,"
        " parts.user_count from marts.perk_probabilities as parts"
        " inner join marts.perk_probabilities as wholes"
        " using (campaign_id, perk_code)"
        " where parts.segment_key != 'any' and wholes.segment_key = 'any'",
    )
    yield from by_total(
        file,
        "learned, by segment",
        "with drawn as (select campaign_id, stratum as segment_key,"
        " sum(user_count) + max(reference_user_count) as user_count"
        " from marts.campaign_effects where stratum_kind = 'segment'"
        " and outcome = 'booked' group by all)"
        " select (campaign_id, segment_key), drawn.user_count,"
        " parts.user_count from marts.perk_probabilities as parts"
        " inner join drawn using (campaign_id, segment_key)",
    )
    # A perk for all is given to everybody who is looked at.
    yield from by_total(
        file,
        "backtest",
        "with looked_at as (select cut, max(users) as users"
        " from marts.policy_backtest where policy = 'one_perk' group by cut)"
        " select (cut, policy), looked_at.users, parts.users"
        " from marts.policy_backtest as parts inner join looked_at using (cut)"
        " where policy != 'one_perk'",
    )


def by_total(file: Warehouse, name: str, query: str) -> Iterator[Sum]:
    """Yield the sums of a query for keys, their total and each part."""
    for key, total, parts in file.rows(
        f"select key, max(total), list(part) from ({query})"
        " as found (key, total, part) group by key"
    ):
        if total is not None:
            yield f"{name} {key}", total, parts
