"""How often files are opened, as the kernel of Linux counts it.

    with FileOpens([path]) as opens:
        ...
    assert opens.counts == {path: 1}

Whoever opens a file is counted: this process, its threads, any other. The
kernel writes one note of two equal ones in a row; so it notes reading and
closing too, which part them, and as many were opened as were closed.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

OPENED, READ, CLOSED = 0x20, 0x01, 0x18
EVENT = struct.Struct("iIII")
BLOCK = 2**16


class FileOpens:
    """Watches some files while its block runs."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """Remember what to watch."""
        self.paths = list(paths)
        self.counts: Counter[Path] = Counter()

    def __enter__(self) -> FileOpens:
        """Ask the kernel to take notes."""
        library = ctypes.CDLL(None, use_errno=True)
        self.notes = library.inotify_init1(os.O_NONBLOCK)
        self.watched = {}
        for path in self.paths:
            watch = library.inotify_add_watch(
                self.notes, os.fsencode(path), OPENED | READ | CLOSED
            )
            if watch < 0:
                raise OSError(ctypes.get_errno(), f"cannot watch {path}")
            self.watched[watch] = path
        return self

    def __exit__(self, *error: object) -> None:
        """Read the notes; those about a file itself bear no name."""
        notes = b""
        try:
            while True:
                notes += os.read(self.notes, BLOCK)
        except BlockingIOError:
            os.close(self.notes)
        events = [event[:2] for event in EVENT.iter_unpack(notes)]
        opened, closed = (
            Counter(
                self.watched[watch] for watch, mask in events if mask & kind
            )
            for kind in (OPENED, CLOSED)
        )
        self.counts = opened | closed
