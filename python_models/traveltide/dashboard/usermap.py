"""Users seen from the two directions that part their segments best."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from duckdb import DuckDBPyRelation
from threadpoolctl import threadpool_limits

COLUMNS = ["point_number", "segment_key", "x", "y"]
DECIMALS = 3

Matrix = npt.NDArray[np.float64]


def read_map_points(
    points: DuckDBPyRelation, segments: DuckDBPyRelation, user_max: int
) -> pd.DataFrame:
    """Return point and segment of the first users in md5 order."""
    located = points.filter("is_in_cohort and has_evidence")
    found = located.set_alias("points").join(
        segments.set_alias("segments"),
        "points.user_id = segments.user_id",
    )
    chosen = found.project(
        "md5(cast(points.user_id as varchar)) as draw,"
        " points.point, segments.segment_key"
    )
    return chosen.order("draw").limit(user_max).df()


def parting_directions(points: Matrix, segment_keys: pd.Series) -> Matrix:
    """Return the two directions in which the segments' centres lie farthest.

    Each points to where its largest part is positive, so that the picture is
    not mirrored from one build to the next.
    """
    centres = pd.DataFrame(points).groupby(segment_keys.to_numpy()).mean()
    _, _, directions = np.linalg.svd(centres - centres.mean())
    best = directions[:2].T
    largest = np.abs(best).argmax(axis=0)
    return best * np.sign(best[largest, range(best.shape[1])])


def map_users(users: pd.DataFrame) -> pd.DataFrame:
    """Return where each user stands on the map, in the order given."""
    if users.empty:
        return pd.DataFrame(columns=COLUMNS).astype(
            {"point_number": int, "segment_key": str, "x": float, "y": float}
        )
    points = np.array(users["point"].tolist(), dtype=float)
    with threadpool_limits(limits=1):
        places = points @ parting_directions(points, users["segment_key"])
    wide = np.zeros((len(users), 2))
    wide[:, : places.shape[1]] = places.round(DECIMALS)
    return pd.DataFrame(
        {
            "point_number": np.arange(1, len(users) + 1),
            "segment_key": users["segment_key"].to_numpy(),
            "x": wide[:, 0],
            "y": wide[:, 1],
        }
    )[COLUMNS]
