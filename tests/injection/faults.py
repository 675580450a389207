"""Which calls fail and how, by the library that lets them (faults.c)."""

from __future__ import annotations

import ctypes
import subprocess
from dataclasses import dataclass
from pathlib import Path
from random import Random

# As faults.c numbers them.
KINDS = {"write": 0, "flush": 1, "name": 2, "memory": 3}
MODES = {"count": 0, "fail": 1, "full": 2, "kill": 3}
# What happens, and to calls of which kinds.
FAULTS = {
    "write fails": ("fail", ["write"]),
    "flush fails": ("fail", ["flush"]),
    "rename fails": ("fail", ["name"]),
    "allocation fails": ("fail", ["memory"]),
    "disk full": ("full", ["write"]),
    "killed": ("kill", ["write", "flush", "name"]),
}

# How many calls of each kind a phase makes.
Counts = dict[str, int]


@dataclass(frozen=True)
class Fault:
    """What happens in a phase at which call of a kind."""

    phase: str
    name: str
    mode: str
    kind: str
    number: int


def compiled(folder: Path) -> Path | None:
    """Compile the library; return nothing where there is no compiler."""
    library = folder / "faults.so"
    source = Path(__file__).with_name("faults.c")
    command = ["gcc", "-shared", "-fPIC", "-O2", "-Wall", "-Werror"]
    try:
        subprocess.run(
            [*command, "-o", str(library), str(source), "-ldl"], check=True
        )
    except FileNotFoundError:
        return None
    return library


def arm(folder: Path, fault: Fault | None) -> None:
    """Let a call below a folder fail from now on; count them all."""
    mode, kind, number = (
        (MODES[fault.mode], KINDS[fault.kind], fault.number)
        if fault
        else (MODES["count"], 0, 0)
    )
    ctypes.CDLL(None).faults_arm(
        str(folder).encode(), kind, mode, ctypes.c_long(number)
    )


def disarm() -> Counts:
    """Let every call pass again; return how many there were."""
    library = ctypes.CDLL(None)
    library.faults_disarm()
    library.faults_count.restype = ctypes.c_long
    return {name: library.faults_count(kind) for name, kind in KINDS.items()}


def draw(count: int, seed: int, calls: dict[str, Counts]) -> list[Fault]:
    """Draw faults: as many of each name and phase, at any of its calls."""
    random = Random(seed)
    cells = [(phase, name) for phase in calls for name in FAULTS]
    drawn = []
    for place in range(count):
        if place % len(cells) == 0:
            random.shuffle(cells)
        phase, name = cells[place % len(cells)]
        mode, kinds = FAULTS[name]
        weights = [calls[phase][kind] for kind in kinds]
        (kind,) = random.choices(kinds, weights)
        # One more call or fewer than the last time changes no other draw.
        number = 1 + int(random.random() * calls[phase][kind])
        drawn.append(Fault(phase, name, mode, kind, number))
    return drawn
