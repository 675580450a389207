"""Release: what everyone reads is replaced in one rename, or not at all."""

from traveltide.release.command import why_nothing_is_released
from traveltide.release.publishing import publish, say, why_published_stays

__all__ = ["publish", "say", "why_nothing_is_released", "why_published_stays"]
