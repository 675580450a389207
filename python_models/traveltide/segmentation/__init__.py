"""Learning of the segments: scores of every k, centroids, and matching.

The functions are pure: frames in, frames out, no database, no files. Given
the same users they give the same digits, whatever the order of the rows, the
number of threads or the number of workers.
"""

from traveltide.segmentation.evaluation import (
    chosen_segment_count,
    empty_scores,
    score_segment_counts,
)
from traveltide.segmentation.identity import (
    empty_model,
    match_reference,
    name_clusters,
)
from traveltide.segmentation.matching import (
    match_clusters,
    match_perks_to_clusters,
)
from traveltide.segmentation.parameters import (
    SegmentationParameters,
    read_parameters,
)
from traveltide.segmentation.training import (
    model_version,
    train_centroids,
)

__all__ = [
    "SegmentationParameters",
    "chosen_segment_count",
    "empty_model",
    "empty_scores",
    "match_clusters",
    "match_perks_to_clusters",
    "match_reference",
    "model_version",
    "name_clusters",
    "read_parameters",
    "score_segment_counts",
    "train_centroids",
]
