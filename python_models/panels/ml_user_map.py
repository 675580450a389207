"""A picture of the segments: one row per drawn user and where they stand."""

from traveltide.dashboard import map_users, read_map_points


def model(dbt, session):  # noqa: ANN001, ANN201
    """Wire points and segments to the projection."""
    points = dbt.ref("int_user_points")
    segments = dbt.ref("int_users_segmented")
    user_max = int(dbt.config.meta_get("user_max"))
    return map_users(read_map_points(points, segments, user_max))
