"""Run a command and say what it cost: wall and CPU seconds, peak memory.

A process of its own, because the peak that Linux reports of a child includes
what its parent held when it was started: this one holds next to nothing.

    python -I -S launcher.py LOG WORD...     prints one line of JSON
"""

import contextlib
import ctypes
import json
import os
import resource
import sys
import time

CORE_COUNT = 2
# By its number in prctl: who loses a parent below becomes a child of this.
PR_SET_CHILD_SUBREAPER = 36
# Linux counts in KiB, macOS in bytes.
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def pin_to_cores() -> None:
    """Leave this process and its children the first two cores it may use."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, cores[:CORE_COUNT])


def adopt_orphans() -> None:
    """Count what outlives its parent, as Spark does dbt, to its end, too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def launch(log: str, words: list[str]) -> dict[str, float]:
    """Run the command to its end and return what it cost."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    began = time.perf_counter()
    process = os.posix_spawn(
        words[0],
        words,
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 1, log, flags, 0o644),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
    )
    _, status, usage = os.wait4(process, 0)
    usages = [usage, *orphans()]
    return {
        "wall_seconds": time.perf_counter() - began,
        "cpu_seconds": sum(each.ru_utime + each.ru_stime for each in usages),
        "peak_bytes": max(each.ru_maxrss for each in usages) * RSS_UNIT,
        "exit_code": os.waitstatus_to_exitcode(status),
    }


def orphans() -> list[resource.struct_rusage]:
    """Wait for those whose parent has gone; return what they used."""
    usages = []
    with contextlib.suppress(ChildProcessError):
        while True:
            usages.append(os.wait4(-1, 0)[2])
    return usages


if __name__ == "__main__":
    pin_to_cores()
    adopt_orphans()
    sys.stdout.write(json.dumps(launch(sys.argv[1], sys.argv[2:])))
