"""Run a command and say what it cost: wall and CPU seconds, peak memory.

A process of its own, because the peak that Linux reports of a child includes
what its parent held when it was started: this one holds next to nothing.

    python -I -S launcher.py LOG WORD...     prints one line of JSON
"""

import json
import os
import sys
import time

CORE_COUNT = 2
# Linux counts in KiB, macOS in bytes.
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def pin_to_cores() -> None:
    """Leave this process and its children the first two cores it may use."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, cores[:CORE_COUNT])


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
    return {
        "wall_seconds": time.perf_counter() - began,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * RSS_UNIT,
        "exit_code": os.waitstatus_to_exitcode(status),
    }


if __name__ == "__main__":
    pin_to_cores()
    sys.stdout.write(json.dumps(launch(sys.argv[1], sys.argv[2:])))
