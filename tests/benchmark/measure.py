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

LAUNCHER = Path(__file__).with_name("launcher.py")


@dataclass(frozen=True)
class Cost:
    """What one process took; a negative exit code is a signal."""

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    exit_code: int


@dataclass(frozen=True)
class Summary:
    """What several processes of one contestant took."""

    wall_seconds: float
    spread_seconds: float
    cpu_seconds: float
    peak_bytes: int


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


def summarise(costs: Sequence[Cost]) -> Summary:
    """Return medians, the spread from fastest to slowest, and the peak."""
    walls = [cost.wall_seconds for cost in costs]
    return Summary(
        wall_seconds=statistics.median(walls),
        spread_seconds=max(walls) - min(walls),
        cpu_seconds=statistics.median(cost.cpu_seconds for cost in costs),
        peak_bytes=max(cost.peak_bytes for cost in costs),
    )


def growth_exponent(seconds_by_scale: Mapping[float, float]) -> float:
    """Return e of seconds = c * scale ** e, fitted by least squares."""
    logarithms = [
        [math.log(value) for value in pair] for pair in seconds_by_scale.items()
    ]
    return statistics.linear_regression(*zip(*logarithms, strict=True)).slope
