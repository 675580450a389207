"""What peers learn from the features, as public projects do it.

K-Means on standardised features for every number of segments the project
tries, scored by silhouette, the best kept; with as many starts and as large a
silhouette sample as the project takes. How stable each number is, which the
project works out too, is left out.
"""

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

SEGMENT_COUNTS = range(2, 9)
START_COUNT = 20
SILHOUETTE_SAMPLE = 5000
RANDOM_SEED = 42
LEARNED_FROM = [
    "bags_per_flight",
    "cancellation_rate",
    "discounted_flight_rate",
    "discounted_hotel_rate",
    "bundle_trip_count",
    "nights_per_stay",
    "booked_trip_count",
]


def learned_segments(features: np.ndarray) -> np.ndarray:
    """Return the segment of every user at the best number of segments."""
    points = StandardScaler().fit_transform(np.nan_to_num(features))
    # Threads that wait for each other make so small a fit up to twenty times
    # as slow on a busy machine; the project learns on one as well.
    with threadpool_limits(1):
        tried = [fitted_labels(points, count) for count in SEGMENT_COUNTS]
        return max(tried, key=lambda labels: separation(points, labels))


def fitted_labels(points: np.ndarray, count: int) -> np.ndarray:
    """Return the segment of every point, for one number of segments."""
    return KMeans(
        count, n_init=START_COUNT, random_state=RANDOM_SEED
    ).fit_predict(points)


def separation(points: np.ndarray, labels: np.ndarray) -> float:
    """Return the mean silhouette of a sample."""
    return silhouette_score(
        points,
        labels,
        sample_size=min(len(points), SILHOUETTE_SAMPLE),
        random_state=RANDOM_SEED,
    )
