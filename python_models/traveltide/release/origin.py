"""What a release is made of, besides its raw files."""

import json
from hashlib import blake2b
from pathlib import Path

from dbt.flags import get_flags
from dbt_common.invocation import get_invocation_id

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
# What dbt commands of this process had when they began, by their number.
_begun: dict[str, str] = {}


def note_origin() -> None:
    """Note what a dbt command has before its first model."""
    _begun[get_invocation_id()] = made_of()


def made_of_throughout() -> str | None:
    """Return the digest, None where it is not what the command began with.

    Someone has forgotten a user, say, after the list of them was read; or no
    command of dbt releases.
    """
    begun = _begun.get(get_invocation_id())
    return begun if begun and begun == made_of() else None


def made_of() -> str:
    """Return a digest of the project and the vars that a command has."""
    flags = get_flags()
    project = Path(flags.PROJECT_DIR)
    digest = blake2b(digest_size=16)
    # YAML reads a date without quotes as one.
    said = json.dumps(flags.VARS or {}, sort_keys=True, default=str)
    digest.update(said.encode())
    found = {path for pattern in MADE_OF for path in project.glob(pattern)}
    for path in sorted(found):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(f"\n{path.relative_to(project)}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
