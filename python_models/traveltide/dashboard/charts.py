"""Whether a chart can be drawn, as the library of the page would find out."""

from typing import Any

import vl_convert


def chart_problem(chart: dict[str, Any] | None) -> str | None:
    """Say in one line why a specification draws nothing, None if it does."""
    if chart is None:
        return None
    try:
        vl_convert.vegalite_to_vega(
            {"data": {"values": []}, "width": 300, **without_words(chart)}
        )
    except ValueError as error:
        _, reason, *_ = [*str(error).splitlines(), "", ""]
        return reason or str(error)
    return None


def without_words(spec: Any) -> Any:  # noqa: ANN401
    """Return a specification without the scales that the page binds."""
    if isinstance(spec, list):
        return [without_words(each) for each in spec]
    if not isinstance(spec, dict):
        return spec
    return {
        key: without_words(value)
        for key, value in spec.items()
        if not (key == "scale" and isinstance(value, str))
    }
