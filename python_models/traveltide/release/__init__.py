"""Release: what everyone reads is replaced in one rename, or not at all."""

from traveltide.release.command import why_nothing_is_released
from traveltide.release.publishing import finish_release, publish, say

__all__ = ["finish_release", "publish", "say", "why_nothing_is_released"]
