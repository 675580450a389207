"""What one worker of a run makes, and all of them use."""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from filelock import FileLock

Made = TypeVar("Made")


@dataclass(frozen=True)
class Shared:
    """A folder that all workers of a run have in common."""

    root: Path

    def made(self, name: str, make: Callable[[Path], Made]) -> Made:
        """Return what is made in a folder of this name, by whoever is first."""
        folder, note = self.root / name, self.root / f"{name}.pickle"
        with FileLock(f"{note}.lock"):
            if not note.exists():
                folder.mkdir()
                note.write_bytes(pickle.dumps(make(folder)))
            return pickle.loads(note.read_bytes())
