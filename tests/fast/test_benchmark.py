"""The benchmark itself: that its figures and its referee can be trusted.

Who takes part is tested in tests/benchmark, by `make test-bench`.
"""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from benchmark import without_dbt
from benchmark.comparison import difference
from benchmark.contestants import (
    MEMORY_LIMIT,
    Contestant,
    features_in,
)
from benchmark.data import ROOT
from benchmark.engines import installed
from benchmark.goals import goals
from benchmark.lists import said_of
from benchmark.measure import Cost, growth_exponent, measure, summarised
from benchmark.plan import plan_of
from benchmark.profile import profile
from benchmark.report import load, report
from benchmark.rounds import Bench, BenchmarkError
from benchmark.tables import markdown_table
from dbt_project import Outcome

MEGABYTE = 10**6


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


@pytest.mark.skipif(sys.platform != "linux", reason="who adopts is Linux's")
def test_what_outlives_its_parent_counts(tmp_path: Path) -> None:
    work = "import time\nwhile time.process_time() < 0.5: pass"
    cost = cost_of(
        "import subprocess, sys\n"
        f"subprocess.Popen([sys.executable, '-S', '-c', {work!r}])",
        tmp_path,
    )
    assert cost.cpu_seconds >= 0.5
    assert cost.wall_seconds >= 0.5


def test_missing_engine_is_left_out_with_a_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert list(installed(["duckdb", "sail"])) == ["duckdb"]
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("Left out sail: ")
    assert line.endswith("call make install-sail")


def test_exit_code_and_output_of_a_process_are_kept(tmp_path: Path) -> None:
    failed = cost_of(
        "import os; print('why', flush=True); os._exit(3)", tmp_path
    )
    assert failed.exit_code == 3
    assert (tmp_path / "log").read_text() == "why\n"
    killed = cost_of("import os; os.kill(os.getpid(), 9)", tmp_path)
    assert killed.exit_code == -9


def runs_of(*costs: tuple[float, str, float, float, int]) -> pd.DataFrame:
    columns = ["scale", "contestant", "wall_seconds", "cpu_seconds"]
    runs = pd.DataFrame(costs, columns=[*columns, "peak_bytes"])
    return runs.assign(round=1)


def test_summary_is_median_spread_and_highest_peak() -> None:
    runs = runs_of(
        *((1, "one", 9.0, 1.0, 5), (1, "one", 2.0, 7.0, 6)),
        *((1, "two", 9.0, 1.0, 5), (1, "one", 4.0, 3.0, 4)),
    )
    assert list(summarised(runs).itertuples(name=None)) == [
        ((1, "one"), 4.0, 7.0, 3.0, 6),
        ((1, "two"), 9.0, 0.0, 1.0, 5),
    ]


@pytest.mark.parametrize("exponent", [0.5, 1.0, 1.05, 2.0])
def test_growth_exponent_is_found(exponent: float) -> None:
    seconds = {scale: 7 * scale**exponent for scale in (0.1, 1, 3)}
    assert growth_exponent(seconds) == pytest.approx(exponent)


# Features


def test_plan_without_dbt_finds_what_the_build_found(
    built: Outcome, tmp_path: Path
) -> None:
    """The features, and with perks the reasons of every user."""
    nodes = {
        result.node.unique_id: result.node.to_dict()
        for result in built.results
        if result.node.resource_type in ("model", "seed")
    }
    limits = {"TRAVELTIDE_MEMORY_LIMIT": MEMORY_LIMIT}
    plan = plan_of(nodes, built.warehouse.path, limits)
    assert plan["settings"]["memory_limit"] == MEMORY_LIMIT
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan))
    without_dbt.main(file, tmp_path)
    found = replace(built.warehouse, path=tmp_path / "traveltide.duckdb")
    expected = built.warehouse.user_features()
    assert difference(features_in(found.path), expected) is None
    perks = "select row_hash from marts.user_perks order by all"
    assert found.rows(perks) == built.warehouse.rows(perks)


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
    return Contestant(
        name=name,
        title=name,
        command=lambda place: [sys.executable, "-S", "-c", code],
        features=None if features is None else lambda place: features,
    )


def run(folder: Path, *contestants: Contestant, rounds: int = 1) -> Bench:
    raw = folder / "raw"
    raw.mkdir()
    bench = Bench(contestants, folder)
    bench.run_scale(0.1, raw, rounds)
    return bench


def test_contestants_take_turns(tmp_path: Path) -> None:
    """Some only judge; who reads other files may find other features."""
    runs = run(
        tmp_path,
        contestant("floor"),
        replace(contestant("judge", FEATURES), is_measured=False),
        contestant("one", FEATURES),
        replace(contestant("other", changed(2, "trips", 5)), reads="others"),
        rounds=2,
    ).runs
    assert runs["contestant"].tolist() == ["floor", "one", "other"] * 2
    assert runs["round"].tolist() == [1, 1, 1, 2, 2, 2]
    assert (runs["wall_seconds"] > 0).all()


def test_a_wrong_feature_fails_the_benchmark(tmp_path: Path) -> None:
    right = contestant("right", FEATURES)
    wrong = contestant("wrong", changed(2, "trips", 5))
    with pytest.raises(BenchmarkError, match=r"wrong found .* trips of user 2"):
        run(tmp_path, right, wrong)


def test_a_failed_process_fails_the_benchmark(tmp_path: Path) -> None:
    failing = contestant("failing", FEATURES, "import os; os._exit(3)")
    with pytest.raises(BenchmarkError, match="failing ended with exit code 3"):
        run(tmp_path, failing)


# Reports


def measured(excess: float, peak: int) -> pd.DataFrame:
    """Return runs that exceed every limit by a factor, but the peak's."""
    return runs_of(
        (0.1, "floor", 1, 1, peak),
        (0.1, "dbt_first", 0.1**1.05 * 30, 1, peak),
        (1, "floor", 10, 1, peak),
        (1, "sql", 20 * excess, 1, peak),
        (1, "dbt_first", 30 * excess, 1, peak),
        (1, "dbt_unchanged", 3 * excess**2, 1, peak),
        (1, "dbt_day", 7.5 * excess**2, 1, peak),
        (1, "pandas", 250, 1, 9 * 10**9),
        (3, "floor", 30, 1, peak),
        (3, "dbt_first", 3**1.05 * 30 * excess**2, 1, peak),
    )


@pytest.mark.parametrize(
    ("runs", "verdict"),
    [
        (measured(0.9999, 25 * 10**8), "HIT"),
        (measured(1.01, 25 * 10**8 + 1), "MISS"),
    ],
)
def test_goals_are_hit_at_their_limits(
    runs: pd.DataFrame, verdict: str
) -> None:
    verdicts = [goal.verdict for goal in goals(summarised(runs))]
    assert verdicts == [verdict] * 6


@pytest.mark.parametrize(("scale", "hits"), [(0.1, 0), (1, 5)])
def test_goals_say_what_was_not_measured(scale: float, hits: int) -> None:
    runs = measured(0.9, 1).query("scale == @scale")
    verdicts = [goal.verdict for goal in goals(summarised(runs))]
    assert verdicts == ["HIT"] * hits + ["not measured"] * (6 - hits)


@pytest.mark.parametrize(
    ("seconds", "gigabytes", "verdict"),
    [(60, 3, "HIT"), (60.1, 3, "MISS"), (60, 3.01, "MISS")],
)
def test_lists_are_held_to_their_goal(
    seconds: float, gigabytes: float, verdict: str
) -> None:
    said = said_of(Cost(seconds, 90, int(gigabytes * 1e9), 0))
    assert f"at most 60 s and 3 GB: {verdict}" in said


def test_make_bench_measures_the_lists_of_a_million_users() -> None:
    told = subprocess.run(
        ["make", "--dry-run", "bench"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "benchmark.lists" in told.stdout


def test_report_tells_figures_goals_machine_and_versions() -> None:
    text = report(measured(1, 10**9), load(), "the profile")
    assert "## Scale 1: 1,020,926 users" in text
    assert re.search(r"everything, first run +\|     30\.0 \|", text)
    assert "|     2 |     2.00 | HIT" in text
    assert f"duckdb {duckdb.__version__}" in text
    assert "GiB" in text
    assert " processes at work when it began." in text
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
