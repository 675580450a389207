"""Reading of dbt relations into frames to learn from."""

import pandas as pd
from duckdb import DuckDBPyRelation


def is_training(plan: DuckDBPyRelation) -> bool:
    """Tell whether this build trains a model."""
    return plan.filter("is_training").count("*").fetchall()[0][0] > 0


def read_points(points: DuckDBPyRelation, user_max: int) -> pd.DataFrame:
    """Return the training points, or refuse more than memory was meant for."""
    frame = points.limit(user_max + 1).df()
    if len(frame) > user_max:
        msg = (
            f"Training points are of more than {user_max} users; sample them"
            " by train_sample_max in SQL."
        )
        raise ValueError(msg)
    return frame
