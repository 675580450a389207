"""Users seen from the two directions that part their segments best."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits

COLUMNS = ["point_number", "segment_key", "x", "y"]
DECIMALS = 3

Matrix = npt.NDArray[np.float64]


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
    signals = users.drop(columns=["point_number", "segment_key"])
    points = signals.to_numpy(dtype=float)
    with threadpool_limits(limits=1):
        places = points @ parting_directions(points, users["segment_key"])
    wide = np.zeros((len(users), 2))
    wide[:, : places.shape[1]] = places.round(DECIMALS)
    return pd.DataFrame(
        {
            "point_number": users["point_number"].to_numpy(),
            "segment_key": users["segment_key"].to_numpy(),
            "x": wide[:, 0],
            "y": wide[:, 1],
        }
    )[COLUMNS]
