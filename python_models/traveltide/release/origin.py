"""What a release is made of, besides its raw files."""

import json
from hashlib import blake2b
from pathlib import Path

from dbt.flags import get_flags

# Files that say how raw files become a release.
MADE_OF = (
    "*.yml",
    "requirements.txt",
    "profiles/*.yml",
    "models/**/*",
    "seeds/**/*",
    "macros/**/*",
    "tests/**/*.sql",
    "python_models/**/*",
)


def made_of() -> str:
    """Return a digest of the project and the vars that a command has."""
    flags = get_flags()
    project = Path(flags.PROJECT_DIR)
    digest = blake2b(digest_size=16)
    digest.update(json.dumps(flags.VARS or {}, sort_keys=True).encode())
    found = {path for pattern in MADE_OF for path in project.glob(pattern)}
    for path in sorted(found):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(f"\n{path.relative_to(project)}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
