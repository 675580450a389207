"""That all contestants run to their end and agree with the reference."""

from pathlib import Path

import pytest
from reference_features import read_raw, user_features

from benchmark import with_pandas
from benchmark.comparison import difference
from benchmark.contestants import CONTESTANTS
from benchmark.data import (
    FILES,
    add_sessions,
    generated,
    in_one_file,
    with_own_sessions,
)
from benchmark.report import TITLES, load, report
from benchmark.rounds import Bench


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate raw files as the benchmark does, with more of the cohort.

    Of 80 users, too few for a check to judge their segments.
    """
    folder = tmp_path_factory.mktemp("benchmark") / "raw"
    return generated(folder, users=400, frequent_share=0.2)


def test_everybody_takes_part_and_agrees(raw: Path, tmp_path: Path) -> None:
    bench = Bench(CONTESTANTS, tmp_path)
    bench.run_scale(1, raw, 1)
    measured = [each.name for each in CONTESTANTS if each.is_measured]
    assert bench.runs["contestant"].tolist() == measured
    text = report(bench.runs, load(), bench.profile)
    assert all(TITLES[name] in text for name in measured)
    # Growth takes three scales.
    assert text.count("not measured") == 1
    assert bench.profile in text


def test_one_percent_of_sessions_is_added_and_matters(
    raw: Path, tmp_path: Path
) -> None:
    """And pandas finds what the reference finds, as all the others then do."""
    own = with_own_sessions(raw, tmp_path / "own")
    add_sessions(own)
    longer = in_one_file(own, tmp_path / "longer")
    before, after = (
        (folder / "sessions.csv").read_text() for folder in (raw, longer)
    )
    assert after.startswith(before)
    added = after.count("\n") / before.count("\n") - 1
    assert added == pytest.approx(0.01, abs=0.005)
    assert {each.stem for each in longer.iterdir()} == set(FILES)
    found = with_pandas.user_features(longer)
    assert difference(found, user_features(read_raw(longer))) is None
    assert difference(found, user_features(read_raw(raw)))
