"""Colours bound once to segments, perks and products, for light and dark."""

import re

from duckdb import DuckDBPyRelation

HEX = re.compile(r"#[0-9a-fA-F]{6}")


def read_colours(colours: DuckDBPyRelation) -> list[tuple[str, ...]]:
    """Return kind, key, name, light and dark colour of everything coloured."""
    rows = colours.project(
        "kind, item_key, item_name, light_colour, dark_colour"
    )
    found = rows.order("kind, item_key").fetchall()
    for _, key, _, *shades in found:
        for shade in shades:
            if not HEX.fullmatch(shade or ""):
                raise ValueError(
                    f"seed dashboard_palette: the colour of {key} is {shade!r},"
                    " expected #rrggbb"
                )
    return found


def colour_styles(colours: list[tuple[str, ...]]) -> dict[str, str]:
    """Return the CSS properties of both themes, one colour a line."""
    return {
        theme: "\n".join(
            f"  --colour-{number}: {colour[place]};"
            for number, colour in enumerate(colours)
        )
        for theme, place in {"light": 3, "dark": 4}.items()
    }


def colour_names(colours: list[tuple[str, ...]]) -> dict[str, dict[str, str]]:
    """Return by kind which name has which property."""
    names: dict[str, dict[str, str]] = {}
    for number, (kind, _, name, *_) in enumerate(colours):
        names.setdefault(kind, {})[name] = f"var(--colour-{number})"
    return names
