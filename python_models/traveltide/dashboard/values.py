"""Values of a database as a page can read them: JSON without NaN."""

import json
import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np


def plain(value: Any) -> Any:  # noqa: ANN401
    """Return a value as JSON knows it; what is no number becomes null."""
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)


def json_in_html(value: Any) -> str:  # noqa: ANN401
    """Return JSON that may stand in a script element.

    A browser ends the element at the first closing tag and counts comments, so
    no < may remain.
    """
    text = json.dumps(
        plain(value),
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )
    return text.replace("<", "\\u003c")
