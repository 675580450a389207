"""Parameters of the segmentation: one frozen record, read from dbt vars."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

AUTO = "auto"
SEGMENT_COUNTS = range(2, 9)
LARGEST_SEED = 2**31
AT_LEAST_ZERO = ("random_seed", "seed_count", "worker_count")


@dataclass(frozen=True)
class SegmentationParameters:
    """Hold every number a person chose; the defaults are the method's.

    segment_count: how many segments to learn, or "auto" for the rule.
    random_seed: where every draw of random numbers begins.
    start_count: k-means++ starts of a fit; the best one is kept.
    train_sample_max: users the centroids are learned from, at most; more are
        refused.
    evaluation_sample_max: users the scores of every k are taken on, at most.
    silhouette_sample_max: users of those with a silhouette, at most.
    resample_count: bootstrap resamples behind the Jaccard stability.
    resample_start_count: k-means++ starts of the fit of one resample.
    seed_count: further seeds whose fit must agree with the first one.
    minimum_jaccard: bootstrap Jaccard below which a k is not eligible.
    minimum_seed_agreement: agreement below which a k is not eligible.
    minimum_share: share of the smallest segment an eligible k needs.
    minimum_separation: part of the best eligible Calinski-Harabasz that "auto"
        still accepts in order to have more segments.
    minimum_structure: by how much an eligible k must separate users better than
        the same signals shuffled among them, as a part of the latter.
    lead_min_z: coordinate of its centre from which a segment bears the name of
        a signal.
    worker_count: threads to compute with, 0 for one a core; results are equal.
    """

    segment_count: int | str = AUTO
    random_seed: int = 42
    start_count: int = 20
    train_sample_max: int = 100_000
    evaluation_sample_max: int = 10_000
    silhouette_sample_max: int = 5_000
    resample_count: int = 20
    resample_start_count: int = 5
    seed_count: int = 5
    minimum_jaccard: float = 0.75
    minimum_seed_agreement: float = 0.95
    minimum_share: float = 0.03
    minimum_separation: float = 0.95
    minimum_structure: float = 0.10
    lead_min_z: float = 0.15
    worker_count: int = 0

    def __post_init__(self) -> None:
        """Refuse numbers that no fit can work with."""
        check_segment_count(self.segment_count)
        for field in fields(self)[1:]:
            check_number(field.name, getattr(self, field.name))
        if self.random_seed >= LARGEST_SEED:
            msg = f"random_seed must be below {LARGEST_SEED}; lower the var."
            raise ValueError(msg)


def check_segment_count(segment_count: int | str) -> None:
    """Refuse a number of segments that is never evaluated."""
    if segment_count == AUTO or segment_count in SEGMENT_COUNTS:
        return
    msg = (
        f"segment_count must be {SEGMENT_COUNTS[0]} to {SEGMENT_COUNTS[-1]} or"
        f" '{AUTO}', not {segment_count!r}; correct the var of that name."
    )
    raise ValueError(msg)


def check_number(name: str, value: float) -> None:
    """Refuse a negative number, and a zero where something is counted."""
    lowest = 0 if name in AT_LEAST_ZERO or isinstance(value, float) else 1
    if value >= lowest:
        return
    msg = f"{name} must be at least {lowest}, not {value}; correct the var."
    raise ValueError(msg)


def read_parameters(values: Mapping[str, object]) -> SegmentationParameters:
    """Cast the strings in which dbt hands over vars; absent ones default."""
    types = {field.name: field.type for field in fields(SegmentationParameters)}
    unknown = sorted(set(values) - set(types))
    if unknown:
        msg = f"Unknown parameters {unknown}; known are {sorted(types)}."
        raise ValueError(msg)
    return SegmentationParameters(
        **{name: cast(name, values[name], types[name]) for name in values}
    )


def cast(name: str, value: object, wanted: object) -> int | float | str:
    """Cast one value to the type of its parameter."""
    text = str(value).strip()
    if name == "segment_count" and text.lower() == AUTO:
        return AUTO
    try:
        return float(text) if wanted is float else int(text)
    except ValueError:
        noun = "number" if wanted is float else "whole number"
        msg = f"{name} must be a {noun}, not {value!r}; correct the var."
        raise ValueError(msg) from None
