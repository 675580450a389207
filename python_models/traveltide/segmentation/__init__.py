"""Learning of the segments: scores of every k, centroids, names and matching.

The functions are pure: frames in, frames out, no database, no files. Given
the same users they give the same digits, whatever the order of the rows, the
number of threads or the number of workers.
"""

from traveltide.segmentation.backtest import (
    empty_assignments,
    segment_every_cut,
)
from traveltide.segmentation.evaluation import (
    empty_scores,
    score_segment_counts,
)
from traveltide.segmentation.parameters import (
    SegmentationParameters,
    read_parameters,
)
from traveltide.segmentation.training import empty_model, train_model

__all__ = [
    "SegmentationParameters",
    "empty_assignments",
    "empty_model",
    "empty_scores",
    "read_parameters",
    "score_segment_counts",
    "segment_every_cut",
    "train_model",
]
