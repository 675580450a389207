"""The dashboard as text: panels and colours in, files out."""

from traveltide.dashboard.colours import read_colours
from traveltide.dashboard.page import bundle_vega, render_page
from traveltide.dashboard.panels import Panel, read_panels
from traveltide.dashboard.usermap import map_users, read_map_points

__all__ = [
    "Panel",
    "bundle_vega",
    "map_users",
    "read_colours",
    "read_map_points",
    "read_panels",
    "render_page",
]
