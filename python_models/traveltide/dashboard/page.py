"""The page: one file with its data, style and scripts, and none elsewhere."""

from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

import vl_convert
from duckdb import DuckDBPyConnection, DuckDBPyRelation

from traveltide.dashboard.colours import (
    colour_names,
    colour_styles,
    read_colours,
)
from traveltide.dashboard.panels import Panel, read_panels
from traveltide.dashboard.values import json_in_html

ASSETS = files("traveltide.dashboard") / "assets"
# In the order in which they build upon one another.
SCRIPTS = (
    *("text", "address", "charts", "tables", "scenario", "users"),
    *("panels", "app"),
)
EXPOSE_VEGA = "window.vegaEmbed = vegaEmbed;"


def asset(name: str) -> str:
    """Return a file of the page as text."""
    return (ASSETS / name).read_text(encoding="utf-8")


@cache
def bundle_vega() -> str:
    """Return the script that draws the charts; it takes a second."""
    return vl_convert.javascript_bundle(EXPOSE_VEGA)


def draw_page(
    title: str,
    pages: list[dict[str, str]],
    listed: DuckDBPyRelation,
    session: DuckDBPyConnection,
    colours: DuckDBPyRelation,
    vega: str,
    note: str = "",
) -> tuple[str, str | None]:
    """Return the page, and in one line what could not be drawn on it.

    Whatever is wrong with a page, it does not hold back the data.
    """
    try:
        keys = {page["key"] for page in pages}
        panels, problems = read_panels(listed, session, keys)
        shades = read_colours(colours)
        page = render_page(title, pages, panels, shades, vega, note)
    except Exception as error:
        problems = [f"the page cannot be drawn: {error}"]
        page = f"<!doctype html><title>{title}</title><p>{escape(problems[0])}"
    return page, " ".join("; ".join(problems).split()) or None


def render_page(
    title: str,
    pages: list[dict[str, str]],
    panels: list[Panel],
    colours: list[tuple[str, ...]],
    vega: str,
    note: str = "",
) -> str:
    """Return the whole page as one text; a note stands on each of its pages."""
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
        note=f'<p class="band">{escape(note)}</p>' if note else "",
        style=style,
        vega=vega,
        content=json_in_html(content),
        script=script,
    )
