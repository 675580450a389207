"""Release: what everyone reads is replaced in one rename, or not at all."""

from traveltide.release.command import why_nothing_is_released
from traveltide.release.origin import made_of, note_origin
from traveltide.release.publishing import (
    publish,
    release_in_force,
    say,
    why_published_stays,
)

__all__ = [
    "made_of",
    "note_origin",
    "publish",
    "release_in_force",
    "say",
    "why_nothing_is_released",
    "why_published_stays",
]
