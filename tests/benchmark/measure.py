"""Costs of whole processes, and what several of them say together."""

import json
import math
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

LAUNCHER = Path(__file__).with_name("launcher.py")


@dataclass(frozen=True)
class Cost:
    """What one process took; a negative exit code is a signal."""

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    exit_code: int


def measure(
    words: Sequence[str], log: Path, environment: Mapping[str, str]
) -> Cost:
    """Run a command as a process of its own and return what it cost."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(LAUNCHER), str(log), *words],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    return Cost(**json.loads(done.stdout))


def summarised(runs: pd.DataFrame) -> pd.DataFrame:
    """Return medians, the spread from fastest to slowest, and the peak."""
    return runs.groupby(["scale", "contestant"], sort=False).agg(
        wall_seconds=("wall_seconds", "median"),
        spread_seconds=("wall_seconds", lambda each: each.max() - each.min()),
        cpu_seconds=("cpu_seconds", "median"),
        peak_bytes=("peak_bytes", "max"),
    )


def growth_exponent(seconds_by_scale: Mapping[float, float]) -> float:
    """Return e of seconds = c * scale ** e, fitted by least squares."""
    logarithms = [
        [math.log(value) for value in pair] for pair in seconds_by_scale.items()
    ]
    return statistics.linear_regression(*zip(*logarithms, strict=True)).slope
