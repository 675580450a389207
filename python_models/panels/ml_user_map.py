"""A picture of the segments: one row per drawn user and where they stand."""

from traveltide.dashboard import map_users


def model(dbt, session):  # noqa: ANN001, ANN201
    """Wire the points to the projection."""
    points = dbt.ref("dashboard_map_points")
    return map_users(points.order("point_number").df())
