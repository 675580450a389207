"""The benchmark itself: that its figures and its referee can be trusted."""

import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import duckdb
import pandas as pd
import pytest
from dbt_project import FILES, Outcome
from reference_features import read_raw, user_features

pytest.importorskip("polars", reason="`make unit` installs polars")

from benchmark import with_pandas, with_polars, without_dbt
from benchmark.comparison import difference
from benchmark.contestants import (
    CONTESTANTS,
    MEMORY_LIMIT,
    Contestant,
    Place,
    features_in,
    features_written_by,
)
from benchmark.data import append_sessions, generate, with_own_sessions
from benchmark.goals import goals
from benchmark.measure import (
    Cost,
    Summary,
    growth_exponent,
    measure,
    summarise,
)
from benchmark.plan import plan_of
from benchmark.profile import profile
from benchmark.report import load, report
from benchmark.rounds import Bench, BenchmarkError
from benchmark.tables import markdown_table

USERS = 400
MEGABYTE = 10**6


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate raw files as the benchmark does, with more of the cohort."""
    folder = tmp_path_factory.mktemp("benchmark") / "raw"
    generate(folder, users=USERS, frequent_share=0.5)
    return folder


@pytest.fixture(scope="module")
def longer(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Append sessions to a copy."""
    folder = tmp_path_factory.mktemp("longer") / "raw"
    append_sessions(with_own_sessions(raw, folder))
    return folder


# Costs


def cost_of(code: str, tmp_path: Path) -> Cost:
    return measure([sys.executable, "-S", "-c", code], tmp_path / "log", {})


def test_peak_is_of_the_process_and_not_of_who_starts_it(
    tmp_path: Path,
) -> None:
    held = bytearray(300 * MEGABYTE)
    small = cost_of("pass", tmp_path)
    large = cost_of("held = b'x' * 200_000_000", tmp_path)
    del held
    assert small.peak_bytes < 50 * MEGABYTE
    assert 200 * MEGABYTE < large.peak_bytes < 250 * MEGABYTE


def test_cpu_seconds_are_those_worked_and_wall_seconds_all(
    tmp_path: Path,
) -> None:
    idle = cost_of("import time; time.sleep(0.5)", tmp_path)
    assert idle.wall_seconds > 0.5 > idle.cpu_seconds
    busy = cost_of(
        "import time\nwhile time.process_time() < 0.5: pass", tmp_path
    )
    assert busy.cpu_seconds >= 0.5


def test_exit_code_and_output_of_a_process_are_kept(tmp_path: Path) -> None:
    failed = cost_of(
        "import os; print('why', flush=True); os._exit(3)", tmp_path
    )
    assert failed.exit_code == 3
    assert (tmp_path / "log").read_text() == "why\n"
    killed = cost_of("import os; os.kill(os.getpid(), 9)", tmp_path)
    assert killed.exit_code == -9


def test_summary_is_median_spread_and_highest_peak() -> None:
    costs = [
        Cost(wall, cpu, peak, 0)
        for wall, cpu, peak in [(9.0, 1.0, 5), (2.0, 7.0, 6), (4.0, 3.0, 4)]
    ]
    assert summarise(costs) == Summary(4.0, 7.0, 3.0, 6)
    assert summarise(costs[:1]) == Summary(9.0, 0.0, 1.0, 5)


@pytest.mark.parametrize("exponent", [0.5, 1.0, 1.05, 2.0])
def test_growth_exponent_is_found(exponent: float) -> None:
    seconds = {scale: 7 * scale**exponent for scale in (0.1, 1, 3)}
    assert growth_exponent(seconds) == pytest.approx(exponent)


# Features


@pytest.mark.parametrize("peer", [with_pandas, with_polars])
def test_peers_find_the_features_of_the_reference(
    peer: ModuleType, raw: Path, tmp_path: Path
) -> None:
    place = Place(1, raw, tmp_path)
    peer.main(raw, place.folder_of("peer"))
    expected = user_features(read_raw(raw))
    assert len(expected) > USERS / 3
    assert difference(features_written_by("peer", place), expected) is None


def test_plan_without_dbt_finds_the_features_of_the_build(
    built: Outcome, tmp_path: Path
) -> None:
    nodes = {
        result.node.unique_id: result.node.to_dict()
        for result in built.results
        if result.node.resource_type in ("model", "seed", "test")
    }
    limits = {"TRAVELTIDE_MEMORY_LIMIT": MEMORY_LIMIT}
    plan = plan_of(nodes, built.warehouse.path, limits)
    assert plan["settings"]["memory_limit"] == MEMORY_LIMIT
    assert sum("test" in step for step in plan["steps"]) > 50
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan))
    without_dbt.main(file, tmp_path)
    found = features_in(tmp_path / "traveltide.duckdb")
    assert difference(found, built.warehouse.user_features()) is None


def test_plan_stops_at_a_failed_test(tmp_path: Path) -> None:
    steps = [{"test": "no_rows", "sql": "select 2"}]
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({"settings": {}, "steps": steps}))
    with pytest.raises(SystemExit, match="no_rows failed for 2 rows"):
        without_dbt.main(file, tmp_path)


def test_one_percent_of_sessions_is_appended_and_matters(
    raw: Path, longer: Path
) -> None:
    before, after = (
        (folder / "sessions.csv").read_text() for folder in (raw, longer)
    )
    assert after.startswith(before)
    added = after.count("\n") / before.count("\n") - 1
    assert added == pytest.approx(0.01, abs=0.005)
    assert sorted(each.name for each in longer.iterdir()) == sorted(
        f"{name}.csv" for name in FILES
    )
    features = user_features(read_raw(longer))
    assert difference(features, user_features(read_raw(raw)))
    assert difference(with_pandas.user_features(longer), features) is None


FEATURES = pd.DataFrame(
    {"trips": [3, 4], "rate": [0.5, None], "spend": [1000.0, 2.0]},
    index=pd.Index([1, 2], name="user_id"),
)


def changed(user: int, column: str, value: float | None) -> pd.DataFrame:
    features = FEATURES.astype("float64")
    features.loc[user, column] = value
    return features


def test_equal_features_do_not_differ() -> None:
    assert difference(FEATURES, FEATURES) is None
    assert difference(FEATURES.iloc[::-1, ::-1], FEATURES) is None
    assert difference(changed(1, "spend", 1000 + 9e-7), FEATURES) is None


@pytest.mark.parametrize(
    ("found", "what"),
    [
        (changed(2, "trips", 5), r"trips of user 2 is 5\.0, expected 4\.0"),
        (changed(1, "spend", 1000 + 2e-6), r"spend of user 1 .* \(1 values"),
        (changed(1, "rate", None), "rate of user 1 is nan, expected 0.5"),
        (changed(2, "rate", 0.0), "rate of user 2 is 0.0, expected nan"),
        (FEATURES.drop(columns="rate"), "only one .* column rate"),
        (FEATURES.assign(more=1), "only one .* column more"),
        (FEATURES.drop(index=2), "1 users, expected 2; .* user 2"),
    ],
)
def test_different_features_are_named(found: pd.DataFrame, what: str) -> None:
    line = difference(found, FEATURES)
    assert line is not None
    assert "\n" not in line
    assert pd.Series(line).str.contains(what, regex=True).all(), line


# Rounds


def contestant(
    name: str, features: pd.DataFrame | None = None, code: str = "pass"
) -> Contestant:
    finds: Callable[[Place], pd.DataFrame] | None = None
    if features is not None:

        def finds(place: Place) -> pd.DataFrame:
            return features

    return Contestant(
        name=name,
        title=name,
        command=lambda place: [sys.executable, "-S", "-c", code],
        features=finds,
    )


def run(contestants: list[Contestant], folder: Path, rounds: int = 1) -> Bench:
    raw = folder / "raw"
    raw.mkdir()
    bench = Bench(contestants, folder)
    bench.run_scale(0.1, raw, rounds)
    return bench


def test_contestants_take_turns_and_every_run_is_written(
    tmp_path: Path,
) -> None:
    unmeasured = replace(contestant("judge", FEATURES), is_measured=False)
    contestants = [contestant("floor"), unmeasured, contestant("one", FEATURES)]
    bench = run(contestants, tmp_path, rounds=2)
    assert [(number, name) for _, number, name, _ in bench.runs] == [
        *((1, "floor"), (1, "one")),
        *((2, "floor"), (2, "one")),
    ]
    bench.write_runs(tmp_path / "runs.csv")
    runs = pd.read_csv(tmp_path / "runs.csv")
    assert runs["contestant"].tolist() == ["floor", "one"] * 2
    assert (runs["wall_seconds"] > 0).all()
    assert set(bench.summaries()[0.1]) == {"floor", "one"}


def test_a_wrong_feature_fails_the_benchmark(tmp_path: Path) -> None:
    contestants = [
        contestant("right", FEATURES),
        contestant("wrong", changed(2, "trips", 5)),
    ]
    with pytest.raises(BenchmarkError, match=r"wrong found .* trips of user 2"):
        run(contestants, tmp_path)


def test_other_files_have_other_features(tmp_path: Path) -> None:
    other = replace(contestant("other", changed(2, "trips", 5)), reads="others")
    bench = run([contestant("right", FEATURES), other], tmp_path)
    assert len(bench.runs) == 2


def test_a_failed_process_fails_the_benchmark(tmp_path: Path) -> None:
    failing = contestant("failing", FEATURES, "import os; os._exit(3)")
    with pytest.raises(BenchmarkError, match="failing ended with exit code 3"):
        run([failing], tmp_path)


# Reports


def summaries_of(**walls: float) -> dict[str, Summary]:
    return {
        name: Summary(wall, 0.5, wall, 10**9) for name, wall in walls.items()
    }


MET = {
    0.1: summaries_of(floor=1, dbt_first=2.5),
    1: summaries_of(
        floor=10, dbt_first=25, dbt_unchanged=5, pandas=250, polars=20
    ),
    3: summaries_of(floor=30, dbt_first=75),
}
MISSED = {
    0.1: summaries_of(floor=1, dbt_first=2),
    1: summaries_of(
        floor=10, dbt_first=26, dbt_unchanged=5.1, pandas=259, polars=20.9
    ),
    3: summaries_of(floor=30, dbt_first=80),
}


def test_goals_pass_at_their_limits_and_miss_beyond() -> None:
    verdicts = [goal.verdict for goal in goals(MET)]
    assert verdicts == ["pass"] * 6
    missed = {scale: dict(each) for scale, each in MISSED.items()}
    missed[1]["dbt_unchanged"] = replace(
        missed[1]["dbt_unchanged"], peak_bytes=3 * 10**9 + 1
    )
    assert [goal.verdict for goal in goals(missed)] == ["MISS"] * 6


def test_goals_say_what_was_not_measured() -> None:
    assert {goal.verdict for goal in goals({0.1: MET[0.1]})} == {"not measured"}
    without = {1: summaries_of(floor=10, dbt_first=20)}
    verdicts = [goal.verdict for goal in goals(without)]
    assert verdicts == [
        *("pass", "not measured", "not measured", "not measured"),
        *("pass", "not measured"),
    ]


def test_report_tells_figures_goals_machine_and_versions() -> None:
    text = report(MET, goals(MET), 3, load(), "the profile")
    assert "## Scale 1: 1,020,926 users" in text
    assert "| dbt build, everything, first run     |     25.0 |" in text
    assert f"duckdb {duckdb.__version__}" in text
    assert "GiB" in text
    assert re.search(r"; \d+\.\d processes at work when it began\.", text)
    assert text.count("| pass ") == 6
    assert text.endswith("the profile\n")


def test_table_aligns_numbers_right() -> None:
    assert markdown_table(["name", "s"], [["a", "1.5"], ["bcdef", "12"]]) == (
        "| name  |   s |\n| ----- | --: |\n| a     | 1.5 |\n| bcdef |  12 |"
    )


def test_profile_sums_up_kinds_and_puts_the_longest_first(
    built: Outcome, tmp_path: Path
) -> None:
    def result(unique_id: str, seconds: float) -> dict[str, object]:
        moment = "2023-07-28T00:00:"
        step = {
            "started_at": f"{moment}03.000000Z",
            "completed_at": f"{moment}09.000000Z",
        }
        return {
            "unique_id": unique_id,
            "execution_time": seconds,
            "timing": [step],
        }

    artefact = {
        "metadata": {"invocation_started_at": "2023-07-28T00:00:00.000000Z"},
        "results": [
            result("test.traveltide.quick_one.5ae14c", 0.004),
            result("model.traveltide.user_features", 2),
            result("unit_test.traveltide.user_features.test_it", 3),
            result("test.traveltide.quick_two.5ae14d", 0.005),
        ],
    }
    (tmp_path / "run_results.json").write_text(json.dumps(artefact))
    text = profile(tmp_path, built.warehouse.path)
    rows = len(built.warehouse.user_features())
    assert text.startswith("3.0 s to parse, then 6.0 s for 4 nodes")
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
    ]
    assert cells[4:7] == [
        ["unit test", "1", "3.00", "59.9%"],
        ["model", "1", "2.00", "39.9%"],
        ["test", "2", "0.01", "0.2%"],
    ]
    assert cells[10:] == [
        ["test_it", "unit test", "3.00", "59.9%", ""],
        ["user_features", "model", "2.00", "39.9%", f"{rows:,}"],
    ]


def test_builds_of_dbt_follow_each_other() -> None:
    """Each goes on from the one before, the plan is taken from the first."""
    names = [each.name for each in CONTESTANTS]
    assert [name for name in names if "dbt" in name] == [
        *("dbt_first", "without_dbt", "dbt_unchanged", "dbt_appended")
    ]
