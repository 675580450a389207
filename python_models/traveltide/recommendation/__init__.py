"""Learning of what to offer next: how much one item speaks for another.

The functions are pure: frames in, frames out. The order of the rows does not
matter.
"""

from traveltide.recommendation.weights import (
    empty_weights,
    learn_weights,
)

__all__ = ["empty_weights", "learn_weights"]
