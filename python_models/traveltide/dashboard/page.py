"""The page: one file with its data, style and scripts, and none elsewhere."""

from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

import vl_convert

from traveltide.dashboard.colours import colour_names, colour_styles
from traveltide.dashboard.panels import Panel
from traveltide.dashboard.values import json_in_html

ASSETS = files("traveltide.dashboard") / "assets"
# In the order in which they build upon one another.
SCRIPTS = ("text", "charts", "tables", "scenario", "users", "panels", "app")
EXPOSE_VEGA = "window.vegaEmbed = vegaEmbed;"


def asset(name: str) -> str:
    """Return a file of the page as text."""
    return (ASSETS / name).read_text(encoding="utf-8")


@cache
def bundle_vega() -> str:
    """Return the script that draws the charts; it takes a second."""
    return vl_convert.javascript_bundle(EXPOSE_VEGA)


def render_page(
    title: str,
    pages: list[dict[str, str]],
    panels: list[Panel],
    colours: list[tuple[str, ...]],
    vega: str,
) -> str:
    """Return the whole page as one text."""
    content: dict[str, Any] = {
        "title": title,
        "pages": pages,
        "panels": [panel.content() for panel in panels],
        "colours": colour_names(colours),
    }
    shades = colour_styles(colours)
    style = asset("style.css")
    for theme, properties in shades.items():
        style = style.replace(f"/* {theme} colours */", properties.strip())
    script = "\n".join(asset(f"{name}.js") for name in SCRIPTS)
    return Template(asset("page.html")).substitute(
        title=title,
        style=style,
        vega=vega,
        content=json_in_html(content),
        script=script,
    )
