"""Extensions of DuckDB from wheels: the tests' network offers none."""

from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest


def home_with(extension: str, home: Path) -> Path:
    """Return a home in which DuckDB finds an extension, or skip the test.

    Elsewhere DuckDB fetches it by itself; nothing is left in the real home.
    """
    spec = find_spec(f"duckdb_extension_{extension}")
    if spec is None:
        name = extension.replace("_", "-")
        pytest.skip(f"the wheel duckdb-extension-{name} is not installed")
    (package,) = spec.submodule_search_locations
    found = sorted(Path(package).glob(f"extensions/v{duckdb.__version__}/*"))
    if not found:
        pytest.skip(f"the wheel is not of DuckDB {duckdb.__version__}")
    folder = home / ".duckdb/extensions"
    with duckdb.connect(config={"extension_directory": str(folder)}) as engine:
        engine.execute(f"install '{found[0]}'")
    return home
