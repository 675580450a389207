"""The dashboard as text: panels and colours in, files out."""

from traveltide.dashboard.colours import read_colours
from traveltide.dashboard.page import bundle_vega, draw_page, render_page
from traveltide.dashboard.panels import Panel, read_panels
from traveltide.dashboard.usermap import map_users

__all__ = [
    "Panel",
    "bundle_vega",
    "draw_page",
    "map_users",
    "read_colours",
    "read_panels",
    "render_page",
]
