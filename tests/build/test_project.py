"""Promises of the project that are read from its own files."""

import re
import subprocess
from collections import Counter

import pytest
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import ModelNode
from dbt_project import FILES, MADE, ROOT, Project

# The public interface: BI and later models name these columns in this order.
USER_FEATURES = [
    "user_id",
    "session_count",
    "page_click_count",
    "average_session_seconds",
    "days_since_last_session",
    "discount_seen_rate",
    "booked_trip_count",
    "kept_trip_count",
    "cancelled_trip_count",
    "cancellation_rate",
    "flight_trip_count",
    "hotel_trip_count",
    "bundle_trip_count",
    "flight_leg_count",
    "checked_bag_count",
    "bags_per_flight",
    "base_fare_usd",
    "flight_spend_usd",
    "night_count",
    "nights_per_stay",
    "hotel_spend_usd",
    "average_distance_km",
    "average_lead_days",
    "discounted_flight_rate",
    "average_flight_discount",
    "discounted_hotel_rate",
    "average_hotel_discount",
    "bargain_hunter_index",
    "recency_score",
    "frequency_score",
    "monetary_score",
    "monthly_spend_trend_usd",
]

# What nothing else is made of, and nobody but the team reads.
REPORTS = {
    "attribute_fairness",
    "perk_fairness",
    "users_by_attribute",
    # A view of days, for who asks for metrics.
    "metric_days",
}
PERSONAL = re.compile(
    r"birth|gender|sex\b|married|marital|child|home|latitude|longitude"
    r"|(^|_)(age|lat|lon|country|city|email|name_of_user)(_|$)"
    r"|signed_up|sign_up|seat|room|started_at|ended_at"
)
# What says another thing another day, or another time.
CLOCKS = re.compile(
    r"\b(now|today|random|uuid|gen_random_uuid|get_current_time)\("
    r"|\bcurrent_(date|time|timestamp)\b|\brun_started_at\b|\bdatetime\b",
    re.I,
)
# Spelled in two halves, so that this file passes its own test.
INDEX_HOSTS = re.compile(
    "|".join(
        re.escape(host)
        for host in (
            "pypi" + ".org",
            "python" + "hosted.org",
            "conda" + ".anaconda.org",
            "registry." + "npmjs",
        )
    )
    + "|(^|[^-])--(extra-)?index"
    + "-url|--find"
    + "-links"
)


@pytest.fixture(scope="module")
def manifest(project: Project) -> Manifest:
    return project.manifest


@pytest.fixture(scope="module")
def models(manifest: Manifest) -> list[ModelNode]:
    return [
        node
        for node in manifest.nodes.values()
        if node.resource_type == "model"
    ]


@pytest.fixture(scope="module")
def marts(models: list[ModelNode]) -> list[ModelNode]:
    found = [node for node in models if node.access.value == "public"]
    assert "user_features" in {node.name for node in found}
    return found


def test_every_mart_is_public_and_has_a_contract(
    models: list[ModelNode], marts: list[ModelNode]
) -> None:
    in_schema = {node.name for node in models if node.schema == "marts"}
    assert in_schema == {node.name for node in marts}
    for node in marts:
        assert node.contract.enforced, node.name
        assert node.group, node.name
        assert all(column.data_type for column in node.columns.values())


def test_no_mart_holds_a_personal_attribute(marts: list[ModelNode]) -> None:
    """The contract is enforced, so the declared columns are all there are."""
    assert PERSONAL.search("home_country")
    assert PERSONAL.search("birth_date")
    assert not PERSONAL.search("average_session_seconds")
    for node in marts:
        personal = [each for each in node.columns if PERSONAL.search(each)]
        assert not personal, f"{node.name}: {personal}"


def test_user_features_keep_the_public_interface(
    marts: list[ModelNode],
) -> None:
    (node,) = (each for each in marts if each.name == "user_features")
    assert list(node.columns) == USER_FEATURES


def test_each_raw_file_is_read_by_exactly_one_model(
    manifest: Manifest, models: list[ModelNode]
) -> None:
    """A second reader would read the file, gigabytes perhaps, again."""
    sources = {
        unique_id: source.name
        for unique_id, source in manifest.sources.items()
        if source.source_name in ("traveltide", "engine")
    }
    readers = Counter(
        sources[parent]
        for node in models
        for parent in node.depends_on_nodes
        if parent in sources
    )
    assert readers == dict.fromkeys((*FILES, "campaign_events"), 1)
    # A view over the file would read it once for each of its readers, a table
    # once a build.
    for node in models:
        if set(node.depends_on_nodes) & set(sources):
            assert node.config.materialized == "incremental", node.name


@pytest.mark.parametrize(
    ("last", "others"),
    [
        ("released_files", set()),
        # Nothing may fail between what it remembers and the release.
        ("int_perk_intervals", {"int_releases", "released_files"}),
    ],
)
def test_memory_and_release_wait_for_every_model_but_reports(
    last: str, others: set[str], models: list[ModelNode]
) -> None:
    """They follow from more than dbt can see in their code."""
    parents = {model.unique_id: model.depends_on.nodes for model in models}
    awaited, found = set(), {f"model.traveltide.{last}"}
    while found:
        awaited |= found
        found = {up for name in found for up in parents.get(name, [])} - awaited
    unawaited = {each.name for each in models if each.unique_id not in awaited}
    assert unawaited == REPORTS | others


def test_every_model_and_column_is_described(models: list[ModelNode]) -> None:
    for node in models:
        assert node.description.strip(), node.name
        assert node.columns, node.name
        for column in node.columns.values():
            assert column.description.strip(), f"{node.name}.{column.name}"


def own_files() -> dict[str, str]:
    """Return the text files that git tracks, or would."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if done.returncode == 0:
        paths = [ROOT / name for name in done.stdout.decode().split("\0")]
    else:
        paths = [
            path
            for path in ROOT.rglob("*")
            if not set(path.relative_to(ROOT).parts) & set(MADE)
        ]
    texts = {}
    for path in paths:
        content = path.read_bytes() if path.is_file() else b"\0"
        if b"\0" not in content:
            texts[str(path.relative_to(ROOT))] = content.decode()
    return texts


def test_no_file_names_a_package_index() -> None:
    """Where packages come from is the machine's business, not the project's."""
    texts = own_files()
    assert "requirements.txt" in texts
    named = {
        name: match.group()
        for name, text in texts.items()
        if (match := INDEX_HOSTS.search(text))
    }
    assert not named


@pytest.mark.parametrize(
    ("file", "least_count"),
    [("requirements.txt", 50), ("tests/benchmark/requirements.txt", 2)],
)
def test_every_requirement_is_pinned_with_a_hash(
    file: str, least_count: int
) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    requirements = [
        line
        for line in text.replace("\\\n", " ").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    assert len(requirements) >= least_count
    for line in requirements:
        assert re.match(r"[a-z0-9._-]+==[^ ;]+ ", line), line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line


def test_no_sql_looks_at_the_clock_or_rolls_dice() -> None:
    """So that a build of another day is the same, to the byte.

    When it was built is what one panel of the dashboard tells; whether a week
    has passed since all tests is no matter of data.
    """
    files = [
        path
        for folder in ("models", "macros", "python_models", "tests")
        for path in (ROOT / folder).rglob("*.sql")
    ]
    assert len(files) > 100
    found = {
        path.name: looked[0]
        for path in files
        if (looked := CLOCKS.search(path.read_text(encoding="utf-8")))
    }
    told = ("panel_build_facts.sql", "say_what_is_new.sql")
    assert found == dict.fromkeys(told, "run_started_at")
