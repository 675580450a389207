"""Sixty faults, drawn by a fixed seed; make bench-faults injects a thousand."""

import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dbt_project import ROOT, Project
from published import FirstRelease, copied

RUNS = 60


@pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("gcc") is None,
    reason="calls are made to fail on Linux, by a library that gcc compiles",
)
def test_no_fault_makes_a_wrong_release(
    project: Project, small_release: FirstRelease, tmp_path: Path
) -> None:
    """None says more than a line, shuts out a reader, or stops the next."""
    given = copied(small_release.folder, tmp_path / "given")
    (given / "project.pickle").write_bytes(pickle.dumps(project))
    paths = [ROOT / name for name in ("python_models", "tests")]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "injection"),
            *("--runs", str(RUNS), "--from", str(given)),
        ],
        cwd=ROOT,
        env=os.environ
        | {"PYTHONPATH": ":".join(map(str, [*paths, paths[1] / "support"]))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (total,) = (
        line.split()
        for line in done.stdout.splitlines()
        if line.startswith("total")
    )
    assert total[1] == str(RUNS)
    # Most of them struck.
    assert int(total[2]) < RUNS / 2, done.stdout
